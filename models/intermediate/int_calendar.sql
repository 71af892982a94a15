-- One row per channel and local date, from before the first instant in the data until after the last.
with

    days as (
        select {{ series("min(first_ms) // 86400000 - 2", "max(last_ms) // 86400000 + 2") }} as day
        from {{ ref("int_chat_extents") }}
    )

select
    channels.channel_id,
    channels.settings_id,
    channels.schedule,
    days.day,
    cast(epoch_ms(days.day * 86400000) as date) as date,
    (days.day + 4) % 7 as weekday
from {{ ref("int_channels") }} as channels
cross join days
