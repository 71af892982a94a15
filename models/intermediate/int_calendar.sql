-- One row per channel and local date, from before the first instant in the data until after the last.
with

    instants as (
        select min(created_at_ms) as first_ms, max(created_at_ms) as last_ms from {{ ref("stg_messages") }}
        union all
        select min(reported_at_ms), max(reported_at_ms) from {{ ref("int_state_reports") }}
    ),

    days as (
        select {{ series("min(first_ms) // 86400000 - 2", "max(last_ms) // 86400000 + 2") }} as day
        from instants
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
