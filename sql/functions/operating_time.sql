-- Milliseconds of the channel's operating time between two UTC instants: 0 when the end is not after the start.
create or replace macro worked_by(channel, instant) as (
    select arg_max(
        intervals.opened_before + date_diff('millisecond', intervals.opens_at, least(instant, intervals.closes_at)),
        intervals.opens_at
    )
    from main.operating_intervals as intervals
    where intervals.channel_id = channel and intervals.opens_at <= instant
);
create or replace macro operating_time(channel, starts_at, ends_at) as
    case
        when ends_at is null or starts_at is null then null
        else greatest(coalesce(worked_by(channel, ends_at), 0) - coalesce(worked_by(channel, starts_at), 0), 0)
    end;

-- Tests
create table main.operating_intervals as
from (values
    ('1', timestamp '2025-04-01 01:00', timestamp '2025-04-01 04:00', 0::bigint),
    ('1', timestamp '2025-04-01 05:00', timestamp '2025-04-01 10:00', 10800000::bigint)
) as rows (channel_id, opens_at, closes_at, opened_before);
select operating_time('1', timestamp '2025-04-01 03:00', timestamp '2025-04-01 06:00') = 7200000;
select operating_time('1', timestamp '2025-03-01', timestamp '2025-05-01') = 28800000;
select operating_time('1', timestamp '2025-04-01 06:00', timestamp '2025-04-01 03:00') = 0;
select operating_time('1', null, timestamp '2025-04-01 03:00') is null;
