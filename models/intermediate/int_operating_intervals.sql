-- One row per channel and stretch of time in which it works, in UTC; none overlap or touch.
-- A boundary inside a clock change's gap becomes the instant of the change; of an ambiguous one, an opening is the
-- first occurrence and a closing the second (DECISIONS.md, "Clock changes").
with

    ranges as (
        select
            channel_id,
            time_zone,
            from_ms as rules_from_ms,
            to_ms as rules_to_ms,
            ({{ day_number("date") }} * 1440 + from_minute) * 60000 as from_ms,
            ({{ day_number("date") }} * 1440 + to_minute) * 60000 as to_ms
        from {{ ref("int_working_ranges") }}
    ),

    in_utc as (
        select
            ranges.channel_id,
            ranges.rules_from_ms,
            ranges.rules_to_ms,
            min(case
                when ranges.from_ms - offsets.offset_ms < offsets.to_ms
                then greatest(ranges.from_ms - offsets.offset_ms, offsets.from_ms)
            end) as opens_at_ms,
            max(case
                when ranges.to_ms - offsets.offset_ms >= offsets.from_ms
                then least(ranges.to_ms - offsets.offset_ms, offsets.to_ms)
            end) as closes_at_ms
        from ranges
        join {{ ref("int_utc_offsets") }} as offsets on ranges.time_zone = offsets.time_zone
        group by
            ranges.channel_id, ranges.time_zone, ranges.rules_from_ms, ranges.rules_to_ms, ranges.from_ms, ranges.to_ms
    ),

    ruling as (
        select
            channel_id,
            greatest(opens_at_ms, rules_from_ms) as opens_at_ms,
            least(closes_at_ms, rules_to_ms) as closes_at_ms
        from in_utc
        where opens_at_ms < closes_at_ms  -- of a range beyond the calendar neither is known
    ),

    marked as (
        select
            *,
            max(closes_at_ms) over (
                partition by channel_id
                order by opens_at_ms, closes_at_ms
                rows between unbounded preceding and 1 preceding
            ) as closed_before_ms
        from ruling
        where opens_at_ms < closes_at_ms
    ),

    numbered as (
        select
            *,
            sum(case when opens_at_ms <= closed_before_ms then 0 else 1 end) over (
                partition by channel_id
                order by opens_at_ms, closes_at_ms
                rows between unbounded preceding and current row
            ) as stretch
        from marked
    ),

    merged as (
        select channel_id, min(opens_at_ms) as opens_at_ms, max(closes_at_ms) as closes_at_ms
        from numbered
        group by channel_id, stretch
    )

select
    channel_id,
    opens_at_ms,
    closes_at_ms,
    cast(coalesce(
        sum(closes_at_ms - opens_at_ms) over (
            partition by channel_id order by opens_at_ms rows between unbounded preceding and 1 preceding
        ), 0
    ) as bigint) as opened_before_ms
from merged
