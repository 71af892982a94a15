-- One row per time zone and period [from_ms, to_ms) without a clock change, with the zone's offset from UTC in ms.
-- A change is looked for between days, then between the minutes of its day: only UTC to local is asked of the engine,
-- which is never ambiguous.
with

    bounds as (select min(day) - 1 as first_day, max(day) + 1 as last_day from {{ ref("int_calendar") }}),

    zones as (
        select time_zone from {{ ref("int_channels") }}
        union
        select time_zone from {{ ref("stg_channel_hours") }} where time_zone is not null
    ),

    days as (
        select time_zone, {{ start_of_day(series("first_day", "last_day")) }} as at_ms
        from zones
        cross join bounds
    ),

    daily as (
        select time_zone, at_ms, {{ milliseconds(local("at_ms", "time_zone")) }} - at_ms as offset_ms
        from days
    ),

    changing as (
        select time_zone, at_ms
        from (
            select
                time_zone,
                at_ms,
                offset_ms <> lead(offset_ms) over (partition by time_zone order by at_ms) as changes
            from daily
        ) as pairs
        where changes
    ),

    minutes as (
        select time_zone, at_ms + {{ series("1", "1440") }} * 60000 as at_ms
        from changing
    ),

    sampled as (
        select time_zone, at_ms, offset_ms from daily
        union
        select time_zone, at_ms, {{ milliseconds(local("at_ms", "time_zone")) }} - at_ms from minutes
    ),

    starts as (
        select time_zone, at_ms as from_ms, offset_ms
        from (
            select *, lag(offset_ms) over (partition by time_zone order by at_ms) as previous_offset_ms
            from sampled
        ) as steps
        where previous_offset_ms is null or offset_ms <> previous_offset_ms
    )

select
    time_zone,
    from_ms,
    coalesce(
        lead(from_ms) over (partition by time_zone order by from_ms),
        (select {{ start_of_day("last_day") }} from bounds)
    ) as to_ms,
    offset_ms
from starts
