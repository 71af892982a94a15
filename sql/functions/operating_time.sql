-- How many milliseconds a channel had worked by a UTC instant, since its clock began. NULL where nobody knows: of
-- another channel, before the first event, and after the end of the year that follows the newest load. Of chats
-- without a channel where `channel` is NULL.
create or replace macro worked_by(channel, instant) as (
    with asked as (select epoch_us(coalesce(instant, null::timestamp)) // 1000 as at_ms)  -- a bare NULL has no type
    select max(clock_ms + case when is_open then at_ms - from_ms else 0 end)
    from kept.int_operating_clock
    join asked on day = at_ms // 86400000 and from_ms <= at_ms and to_ms > at_ms
    where channel_id = coalesce(channel, '')
);

-- Milliseconds of the channel's operating time between two UTC instants: 0 when the end is not after the start, NULL
-- where one of them is NULL or not on the clock.
create or replace macro operating_time(channel, starts_at, ends_at) as
    greatest(worked_by(channel, ends_at), worked_by(channel, starts_at)) - worked_by(channel, starts_at)
    + 0 * worked_by(channel, ends_at);

-- Tests
create schema kept;
create table kept.int_operating_clock as
select channel_id, day, from_ms, to_ms, clock_ms, is_open
from (values
    ('1', 20179, epoch_ms(timestamp '2025-04-01 00:00'), epoch_ms(timestamp '2025-04-01 01:00'), 0, false),
    ('1', 20179, epoch_ms(timestamp '2025-04-01 01:00'), epoch_ms(timestamp '2025-04-01 04:00'), 0, true),
    ('1', 20179, epoch_ms(timestamp '2025-04-01 04:00'), epoch_ms(timestamp '2025-04-02 00:00'), 10800000, false),
    ('', 20179, epoch_ms(timestamp '2025-04-01 00:00'), epoch_ms(timestamp '2025-04-02 00:00'), 0, true)
) as rows (channel_id, day, from_ms, to_ms, clock_ms, is_open);
select operating_time('1', timestamp '2025-04-01 03:00', timestamp '2025-04-01 06:00') = 3600000;
select operating_time('1', timestamp '2025-04-01 00:00', timestamp '2025-04-01 23:00') = 10800000;
select operating_time('1', timestamp '2025-04-01 06:00', timestamp '2025-04-01 03:00') = 0;
select operating_time(null, timestamp '2025-04-01 03:00', timestamp '2025-04-01 05:00') = 7200000;
select operating_time('1', null, timestamp '2025-04-01 03:00') is null;
select operating_time('1', timestamp '2025-04-01 03:00', null) is null;
select operating_time('1', timestamp '2025-04-01 03:00', timestamp '2025-04-02 00:00') is null;
select operating_time('2', timestamp '2025-04-01 03:00', timestamp '2025-04-01 05:00') is null;
