-- One row per channel and local date of its span, from the first to the last date on which anything happened in it,
-- but for what happened after the newest load: that has the time of a wrong clock.
with days as (
    select
        chats.channel_id,
        {{ series(
            day_number("min(chats.first_on)"), day_number("least(max(chats.last_on), min(newest_load.last_on))")
        ) }} as day
    from {{ ref("chat_dates") }} as chats
    cross join {{ ref("int_newest_load") }} as newest_load
    group by chats.channel_id
)

select channel_id, {{ date_of("day") }} as date
from days
