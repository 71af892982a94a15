-- One row per measured interval with its elapsed and its operating time; NULL while it runs, never negative.
with spans as (select * from {{ ref("int_spans") }})

select
    spans.chat_id,
    spans.measure,
    spans.number,
    spans.cycle,
    greatest(spans.ends_at_ms - spans.starts_at_ms, 0) + 0 * spans.ends_at_ms as elapsed_time,
    greatest(
        {{ clock_reading("clock_end", "spans.ends_at_ms") }} - {{ clock_reading("clock_start", "spans.starts_at_ms") }},
        0
    )
        + 0 * (clock_start.clock_ms + clock_end.clock_ms) as operation_time,
    clock_end.is_open as ends_in_operation
from spans
left join {{ ref("int_operating_clock") }} as clock_start
    on spans.channel_id = clock_start.channel_id
    and {{ day_of("spans.starts_at_ms") }} = clock_start.day
    and spans.starts_at_ms >= clock_start.from_ms
    and spans.starts_at_ms < clock_start.to_ms
left join {{ ref("int_operating_clock") }} as clock_end
    on spans.channel_id = clock_end.channel_id
    and {{ day_of("spans.ends_at_ms") }} = clock_end.day
    and spans.ends_at_ms >= clock_end.from_ms
    and spans.ends_at_ms < clock_end.to_ms
