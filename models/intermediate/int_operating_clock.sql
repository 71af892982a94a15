-- One row per channel, UTC day and piece of it that is all open or all closed: the business clock.
-- At an instant t in [from_ms, to_ms) the channel has worked clock_ms + (t - from_ms if is_open) since the clock's
-- start; an operating time is the difference of two readings. Cut by day so that a look-up is an equi-join on
-- (channel, day).
-- It ends where the calendar still knows all hours of a day, so a calendar that grows adds days and changes none.
with

    bounds as (
        select channel_id, {{ start_of_day("(min(day) - 1)") }} as first_ms, {{ start_of_day("max(day)") }} as last_ms
        from {{ ref("int_calendar") }}
        group by channel_id
    ),

    intervals as (select * from {{ ref("int_operating_intervals") }}),

    closed as (
        select
            channel_id,
            closes_at_ms as from_ms,
            lead(opens_at_ms) over (partition by channel_id order by opens_at_ms) as to_ms,
            opened_before_ms + closes_at_ms - opens_at_ms as clock_ms
        from intervals
    ),

    pieces as (
        select channel_id, opens_at_ms as from_ms, closes_at_ms as to_ms, opened_before_ms as clock_ms, true as is_open
        from intervals
        union all
        select closed.channel_id, closed.from_ms, coalesce(closed.to_ms, bounds.last_ms), closed.clock_ms, false
        from closed
        join bounds on closed.channel_id = bounds.channel_id
        union all
        select bounds.channel_id, bounds.first_ms, coalesce(min(intervals.opens_at_ms), bounds.last_ms), 0, false
        from bounds
        left join intervals on bounds.channel_id = intervals.channel_id
        group by bounds.channel_id, bounds.first_ms, bounds.last_ms
    ),

    known as (
        select
            pieces.channel_id,
            pieces.from_ms,
            least(pieces.to_ms, bounds.last_ms) as to_ms,
            pieces.clock_ms,
            pieces.is_open
        from pieces
        join bounds on pieces.channel_id = bounds.channel_id
    ),

    daily as (
        select *, {{ series(day_of("from_ms"), day_of("(to_ms - 1)")) }} as day
        from known
        where from_ms < to_ms
    )

select
    channel_id,
    day,
    greatest(from_ms, {{ start_of_day("day") }}) as from_ms,
    least(to_ms, {{ start_of_day("(day + 1)") }}) as to_ms,
    clock_ms + case when is_open then greatest(from_ms, {{ start_of_day("day") }}) - from_ms else 0 end as clock_ms,
    is_open
from daily
