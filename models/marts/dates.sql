-- One row per date of the years in which anything happened in any channel.
with

    days as (
        select
            {{ series(
                day_number(first_day("year", "min(date)")),
                day_number("cast(date_trunc('year', max(date)) + interval '1' year as date)") ~ " - 1"
            ) }} as day
        from {{ ref("channel_dates") }}
    ),

    dates as (select {{ date_of("day") }} as date from days),

    with_weeks as (
        select
            *,
            {{ weekday("date") }} as weekday,
            {{ date_of(day_number(first_day("week", "date")) ~ " + 3") }} as thursday
        from dates
    )

select
    date,
    cast(year(date) as bigint) as year,
    cast(quarter(date) as bigint) as quarter,
    cast(month(date) as bigint) as month,
    {{ first_day("month", "date") }} as month_starts_on,
    {{ first_day("week", "date") }} as week_starts_on,
    date_diff('day', {{ first_day("year", "thursday") }}, thursday) // 7 + 1 as iso_week,
    weekday,
    case weekday
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        when 7 then 'Sunday'
    end as weekday_name,
    weekday in (6, 7) as is_weekend
from with_weeks
order by date
