-- One row per measured interval of a chat. Adding a duration is adding one arm here.
-- ends_at_ms is NULL while the interval still runs.
with

    chats as (select * from {{ ref("int_chats") }}),

    spans as (
        select
            chat_id,
            'reply' as measure,
            turn as number,
            cycle,
            clock_started_at_ms as starts_at_ms,
            replied_at_ms as ends_at_ms
        from {{ ref("int_turns") }}
        union all
        select chat_id, 'customer_wait', turn, cycle, asked_at_ms, replied_at_ms
        from {{ ref("int_turns") }}
        where asked_at_ms < clock_started_at_ms
        union all
        select chat_id, 'resolution', cycle, cycle, opened_at_ms, closed_at_ms
        from {{ ref("int_cycles") }}
        union all
        select chat_id, 'case_resolution', case_number, null, opened_at_ms, closed_at_ms
        from {{ ref("int_cases") }}
        where cycle_count > 1
        union all
        select chat_id, 'snooze', snooze, cycle, snoozed_at_ms, ended_at_ms
        from {{ ref("int_snoozes") }}
    )

select
    spans.chat_id,
    spans.measure,
    spans.number,
    spans.cycle,
    chats.clock_channel_id as channel_id,
    spans.starts_at_ms,
    spans.ends_at_ms
from spans
join chats on spans.chat_id = chats.chat_id
