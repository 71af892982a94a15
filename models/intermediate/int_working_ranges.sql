-- One row per channel, local date, set of hours that rules on it and range of minutes in which the channel works by it;
-- ranges may overlap.
-- Override beats holiday beats weekday. Of an overnight range the part after midnight belongs to its own date, whose
-- holiday or override rules it (DECISIONS.md, "Overnight shifts").
with

    schedules as (select * from {{ ref("int_schedules") }}),

    channel_hours as (
        select
            hours.schedule,
            list_position(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], lower(days.day)) - 1 as weekday,
            ranges.item."from" as from_minute,
            ranges.item."to" as to_minute
        from {{ ref("stg_channel_hours") }} as hours
        cross join unnest(hours.operation_time_ranges) as ranges (item)
        cross join unnest(ranges.item."dayOfWeeks") as days (day)
    ),

    weekly as (
        select schedule, weekday, from_minute, to_minute from {{ settings("hours") }}
        union all
        select schedule, weekday, from_minute, to_minute from channel_hours
    ),

    weekly_by_date as (
        select
            schedule,
            weekday,
            from_minute,
            case when to_minute < from_minute then 1440 else to_minute end as to_minute
        from weekly
        union all
        select schedule, (weekday + 1) % 7, 0, to_minute
        from weekly
        where to_minute < from_minute
    ),

    ordinary as (
        select schedules.*, hours.from_minute, hours.to_minute
        from schedules
        join weekly_by_date as hours
            on schedules.schedule = hours.schedule and schedules.weekday = hours.weekday
        union all
        select *, 0, 1440
        from schedules
        where schedule = 'always'
        union all
        select schedules.*, 0, overrides.to_minute
        from schedules
        join {{ settings("overrides") }} as overrides
            on schedules.settings_id = overrides.channel_id
            and {{ date_of("schedules.day - 1") }} = overrides.date
        where overrides.to_minute < overrides.from_minute
    ),

    exceptions as (
        select channel_id as settings_id, date from {{ settings("overrides") }}
        union
        select channel_id, date from {{ settings("holidays") }}
    ),

    dated as (
        select ordinary.*
        from ordinary
        left join exceptions on ordinary.settings_id = exceptions.settings_id and ordinary.date = exceptions.date
        where exceptions.date is null
        union all
        select
            schedules.*, overrides.from_minute,
            case when overrides.to_minute < overrides.from_minute then 1440 else overrides.to_minute end
        from schedules
        join {{ settings("overrides") }} as overrides
            on schedules.settings_id = overrides.channel_id and schedules.date = overrides.date
    )

select
    channel_id,
    date,
    cast(from_minute as bigint) as from_minute,
    cast(to_minute as bigint) as to_minute,
    time_zone,
    from_ms,
    to_ms
from dated
where from_minute < to_minute
