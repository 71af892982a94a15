-- One row per channel, local date and range of minutes in which the channel works; ranges may overlap.
-- Override beats holiday beats weekday. Of an overnight range the part after midnight belongs to its own date, whose
-- holiday or override rules it (DECISIONS.md, "Overnight shifts").
with

    calendar as (select * from {{ ref("int_calendar") }}),

    channel_hours as (
        select
            channels.channel_id,
            list_position(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], lower(days.day)) - 1 as weekday,
            ranges.item."from" as from_minute,
            ranges.item."to" as to_minute
        from {{ ref("stg_channels") }} as channels
        cross join unnest(channels.operation_time_ranges) as ranges (item)
        cross join unnest(ranges.item."dayOfWeeks") as days (day)
    ),

    weekly as (
        select 'settings' as schedule, channel_id, weekday, from_minute, to_minute from {{ settings("hours") }}
        union all
        select 'channel', channel_id, weekday, from_minute, to_minute from channel_hours
    ),

    weekly_by_date as (
        select
            schedule,
            channel_id,
            weekday,
            from_minute,
            case when to_minute < from_minute then 1440 else to_minute end as to_minute
        from weekly
        union all
        select schedule, channel_id, (weekday + 1) % 7, 0, to_minute
        from weekly
        where to_minute < from_minute
    ),

    ordinary as (
        select calendar.channel_id, calendar.settings_id, calendar.date, hours.from_minute, hours.to_minute
        from calendar
        join weekly_by_date as hours
            on calendar.schedule = hours.schedule
            and calendar.weekday = hours.weekday
            and hours.channel_id = case
                when hours.schedule = 'settings' then calendar.settings_id else calendar.channel_id
            end
        union all
        select channel_id, settings_id, date, 0, 1440
        from calendar
        where schedule = 'always'
        union all
        select calendar.channel_id, calendar.settings_id, calendar.date, 0, overrides.to_minute
        from calendar
        join {{ settings("overrides") }} as overrides
            on calendar.settings_id = overrides.channel_id
            and {{ date_of("calendar.day - 1") }} = overrides.date
        where overrides.to_minute < overrides.from_minute
    ),

    exceptions as (
        select channel_id as settings_id, date from {{ settings("overrides") }}
        union
        select channel_id, date from {{ settings("holidays") }}
    ),

    dated as (
        select ordinary.channel_id, ordinary.date, ordinary.from_minute, ordinary.to_minute
        from ordinary
        left join exceptions on ordinary.settings_id = exceptions.settings_id and ordinary.date = exceptions.date
        where exceptions.date is null
        union all
        select
            calendar.channel_id, calendar.date, overrides.from_minute,
            case when overrides.to_minute < overrides.from_minute then 1440 else overrides.to_minute end
        from calendar
        join {{ settings("overrides") }} as overrides
            on calendar.settings_id = overrides.channel_id and calendar.date = overrides.date
    )

select channel_id, date, cast(from_minute as bigint) as from_minute, cast(to_minute as bigint) as to_minute
from dated
where from_minute < to_minute
