-- The first and the last instant, in ms, at which anything happened by a clock that can be right: since 2000, and not a
-- day after the newest load.
select min(at_ms), max(at_ms)
from (
    select "createdAt" as at_ms from {{ source("messages") }}
    union all
    select "createdAt" from {{ source("user_chats") }}
) as instants
where at_ms >= 946684800000
    and at_ms < (select max({{ milliseconds("finished_at") }}) + {{ day_ms() }} from {{ source("loads") }})
