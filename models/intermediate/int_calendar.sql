-- One row per channel and local date, from before the first instant in the data to the end of the year after the newest
-- load: what somebody asks on any day until then has an answer.
with

    days as (
        select {{ series(day_of("min(extents.first_ms)") ~ " - 2", "max(newest_load.last_day_of_clock)") }} as day
        from {{ ref("int_chat_extents") }} as extents
        cross join {{ ref("int_newest_load") }} as newest_load
    )

select
    channels.channel_id,
    channels.settings_id,
    days.day,
    {{ date_of("days.day") }} as date,
    (days.day + 4) % 7 as weekday
from {{ ref("int_channels") }} as channels
cross join days
