-- One row per chat of which any change of state is known, with what its history comes to: the metrics of its current
-- (last) cycle, first instants, counts, and the last change of its state.
with

    current_cycles as (select * from {{ ref("int_cycle_metrics") }} where is_current),

    cycles as (
        select
            chat_id,
            min(opened_at_ms) as first_opened_at_ms,
            min(first_replied_at_ms) as first_replied_at_ms,
            count(*) - 1 as reopen_count
        from {{ ref("int_cycle_metrics") }}
        group by chat_id
    ),

    queues as (
        select chat_id, min(changed_at_ms) as first_queued_at_ms
        from {{ ref("int_state_changes") }}
        where state = 'queued'
        group by chat_id
    ),

    last_changes as (
        select chat_id, state, changed_at_ms
        from (
            select
                *,
                row_number() over (
                    partition by chat_id
                    order by changed_at_ms desc, state_rank desc, report_id desc
                ) as age
            from {{ ref("int_state_changes") }}
        ) as ranked
        where age = 1
    ),

    snoozes as (
        select
            chat_id,
            count(*) as snooze_count,
            cast(coalesce(sum(elapsed_time), 0) as bigint) as total_snoozed_time,
            cast(coalesce(sum(operation_time), 0) as bigint) as operation_snoozed_time
        from {{ ref("int_span_times") }}
        where measure = 'snooze'
        group by chat_id
    )

select
    last_changes.chat_id,
    last_changes.state,
    last_changes.changed_at_ms,
    queues.first_queued_at_ms,
    cycles.first_opened_at_ms,
    cycles.first_replied_at_ms,
    coalesce(cycles.reopen_count, 0) as reopen_count,
    coalesce(snoozes.snooze_count, 0) as snooze_count,
    coalesce(snoozes.total_snoozed_time, 0) as total_snoozed_time,
    coalesce(snoozes.operation_snoozed_time, 0) as operation_snoozed_time,
    current_cycles.opened_at_ms,
    current_cycles.closed_at_ms,
    current_cycles.first_replied_at_ms as first_replied_at_after_open_ms,
    current_cycles.waiting_time,
    current_cycles.avg_reply_time,
    current_cycles.total_reply_time,
    current_cycles.reply_count,
    current_cycles.resolution_time,
    current_cycles.operation_waiting_time,
    current_cycles.operation_avg_reply_time,
    current_cycles.operation_total_reply_time,
    current_cycles.operation_reply_count,
    current_cycles.operation_resolution_time
from last_changes
left join queues on last_changes.chat_id = queues.chat_id
left join cycles on last_changes.chat_id = cycles.chat_id
left join current_cycles on last_changes.chat_id = current_cycles.chat_id
left join snoozes on last_changes.chat_id = snoozes.chat_id
