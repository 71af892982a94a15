-- One row per channel, local date and set of hours that rules on it: the newest of the settings by that date, else each
-- of the channel's objects while it ruled, else always open.
with

    calendar as (
        select calendar.*, channels.time_zone, settings.time_zone as own_time_zone
        from {{ ref("int_calendar") }} as calendar
        join {{ ref("int_channels") }} as channels on calendar.channel_id = channels.channel_id
        left join {{ settings("channels") }} as settings on channels.settings_id = settings.channel_id
    ),

    own as (
        select
            calendar.channel_id,
            calendar.day,
            schedules.schedule,
            row_number() over (partition by calendar.channel_id, calendar.day order by schedules.since desc) as age
        from calendar
        join {{ settings("schedules") }} as schedules
            on calendar.settings_id = schedules.channel_id and schedules.since <= calendar.date
    )

select
    calendar.channel_id,
    calendar.settings_id,
    calendar.day,
    calendar.date,
    calendar.weekday,
    coalesce(own.schedule, case when hours.is_scheduled then hours.schedule end, 'always') as schedule,
    case
        when own.schedule is not null or hours.channel_id is null then calendar.time_zone
        else coalesce(calendar.own_time_zone, hours.time_zone, 'UTC')
    end as time_zone,
    coalesce(hours.from_ms, 0) as from_ms,
    hours.to_ms
from calendar
left join own on calendar.channel_id = own.channel_id and calendar.day = own.day and own.age = 1
left join {{ ref("stg_channel_hours") }} as hours
    on own.schedule is null
    and calendar.channel_id = hours.channel_id
    and hours.from_ms < {{ start_of_day("(calendar.day + 2)") }}
    and coalesce(hours.to_ms > {{ start_of_day("(calendar.day - 1)") }}, true)
