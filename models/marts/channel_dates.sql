-- One row per channel and local date of its span, from the first to the last date on which anything happened in it.
with days as (
    select channel_id, {{ series("min(" ~ day_number("first_on") ~ ")", "max(" ~ day_number("last_on") ~ ")") }} as day
    from {{ ref("chat_dates") }}
    group by channel_id
)

select channel_id, {{ date_of("day") }} as date
from days
