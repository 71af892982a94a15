-- When the offset of each zone from UTC changed between two instants, to the hour, and its first one.
with

    hours as (select unnest(generate_series({{ first_ms // 3600000 }}, {{ last_ms // 3600000 }})) as hour),

    zones as (select unnest([{{ zones | map("literal") | join(", ") }}]) as time_zone),

    offsets as (
        select
            zones.time_zone,
            {{ utc("hours.hour * 3600000") }} as from_at,
            {{ milliseconds(local("hours.hour * 3600000", "zones.time_zone")) }} - hours.hour * 3600000 as offset_ms
        from hours
        cross join zones
    ),

    told as (
        select *, lag(offset_ms) over (partition by time_zone order by from_at) as last_offset_ms
        from offsets
    )

select time_zone, from_at, offset_ms
from told
where last_offset_ms is null or offset_ms <> last_offset_ms
