-- One row per channel and time [from_ms, to_ms) over which one of its objects rules: each does from its change on,
-- until that of the next, and the first one also before (DECISIONS.md, "Hours with a history").
with

    told as (
        select *, bool_and(deleting) over (partition by id) as only_deletes
        from {{ source("channels") }}
    ),

    objects as (
        select *, count(version) over (partition by id) = count(*) over (partition by id) as every_version
        from told
        where not deleting or only_deletes
    ),

    aged as (
        select
            *,
            row_number() over (partition by id order by {{ newest_first("every_version") }}) as age,
            count(*) over (partition by id) as oldest
        from objects
    ),

    starting as (
        select
            *,
            case
                when age = oldest then 0
                else coalesce(max("updatedAt") over (partition by id order by age desc), 0)
            end as from_ms
        from aged
    ),

    ruling as (
        select *, lead(from_ms) over (partition by id order by age desc) as to_ms
        from starting
    )

select
    id as channel_id,
    from_ms,
    to_ms,
    'channel ' || id || ' ' || from_ms as schedule,
    zones.name as time_zone,
    coalesce("operationTimeScheduling", false) as is_scheduled,
    "operationTimeRanges" as operation_time_ranges
from ruling
left join {{ time_zones() }} as zones on ruling."timeZone" = zones.name
where to_ms is null or from_ms < to_ms
