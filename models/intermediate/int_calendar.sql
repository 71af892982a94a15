-- One row per channel and local date, from before the first instant in the data until after the last.
with

    days as (
        select {{ series(day_of("min(first_ms)") ~ " - 2", day_of("max(last_ms)") ~ " + 2") }} as day
        from {{ ref("int_chat_extents") }}
    )

select
    channels.channel_id,
    channels.settings_id,
    channels.schedule,
    days.day,
    {{ date_of("days.day") }} as date,
    (days.day + 4) % 7 as weekday
from {{ ref("int_channels") }} as channels
cross join days
