-- One row per channel, month, weekday and hour of the local day, all 168 of a month: the heat map of its volume.
-- sum(x) / sum(days) is the average of such an hour over any months.
with

    dates as (select * from {{ ref("channel_dates") }}),

    months as (select distinct channel_id, {{ first_day("month", "date") }} as month from dates),

    weekdays as (select {{ series(1, 7) }} as weekday),

    hours as (select {{ series(0, 23) }} as hour),

    channel_hours as (
        select
            channel_id,
            date_trunc('hour', happened_at_local) as hour_starts_at,
            count(case when kind = 'ask' then 1 end) as customer_messages,
            count(case when kind = 'reply' then 1 end) as replies,
            count(case when kind = 'creation' then 1 end) as chats_created
        from {{ ref("happenings") }}
        where kind in ('creation', 'ask', 'reply') and happened_at_local is not null
        group by channel_id, date_trunc('hour', happened_at_local)
    ),

    cells as (
        select channel_id, month, weekday, hour, 0 as days, 0 as customer_messages, 0 as replies, 0 as chats_created
        from months
        cross join weekdays
        cross join hours
        union all
        select channel_id, {{ first_day("month", "date") }}, {{ weekday("date") }}, hour, 1, 0, 0, 0
        from dates
        cross join hours
        union all
        select
            dates.channel_id, {{ first_day("month", "dates.date") }}, {{ weekday("dates.date") }}, odd_hours.hour,
            odd_hours.times, 0, 0, 0
        from dates
        join {{ ref("int_channels") }} as channels on coalesce(dates.channel_id, '') = channels.channel_id
        join {{ ref("int_odd_hours") }} as odd_hours
            on channels.time_zone = odd_hours.time_zone and dates.date = odd_hours.date
        union all
        select
            channel_id,
            {{ first_day("month", "hour_starts_at") }},
            {{ weekday("cast(hour_starts_at as date)") }},
            hour(hour_starts_at),
            0, customer_messages, replies, chats_created
        from channel_hours
    )

select
    channel_id,
    month,
    cast(weekday as bigint) as weekday,
    cast(hour as bigint) as hour,
    cast(sum(days) as bigint) as days,
    cast(sum(customer_messages) as bigint) as customer_messages,
    cast(sum(replies) as bigint) as replies,
    cast(sum(chats_created) as bigint) as chats_created
from cells
group by channel_id, month, weekday, hour
