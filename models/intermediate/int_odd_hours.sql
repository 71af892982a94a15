-- One row per time zone, local date and hour of the day that its clocks do not show once: `times` is 1 for an hour that
-- autumn repeats, wholly or in part, and -1 for one that spring skips as a whole.
with

    changes as (
        select
            time_zone,
            from_ms + lag(offset_ms) over (partition by time_zone order by from_ms) as left_ms,
            from_ms + offset_ms as reached_ms
        from {{ ref("int_utc_offsets") }}
    ),

    hours as (
        select
            time_zone,
            left_ms,
            reached_ms,
            {{ series(
                "least(left_ms, reached_ms) // 3600000", "(greatest(left_ms, reached_ms) - 1) // 3600000"
            ) }} as hour_number
        from changes
        where left_ms is not null
    )

select
    time_zone,
    {{ date_of("hour_number // 24") }} as date,
    hour_number % 24 as hour,
    cast(case when reached_ms < left_ms then 1 else -1 end as bigint) as times
from hours
where reached_ms < left_ms or (left_ms <= hour_number * 3600000 and (hour_number + 1) * 3600000 <= reached_ms)
