-- One row per case of a chat: from its first queue or open, or from the change of state after a close, to its close.
-- Until one hour after that, or until the next case starts, whatever changes in the chat changes the case too.
with

    cases as (
        select
            chat_id,
            case_number,
            min(changed_at_ms) as started_at_ms,
            min(case when state in ('queued', 'opened') then changed_at_ms end) as requested_at_ms,
            min(case when starts_cycle then changed_at_ms end) as opened_at_ms,
            min(case when state = 'closed' then changed_at_ms end) as closed_at_ms,
            count(case when starts_cycle then 1 end) as cycle_count,
            max(changed_at_ms) as last_changed_at_ms
        from {{ ref("int_state_changes") }}
        where case_number > 0
        group by chat_id, case_number
    ),

    with_next as (
        select *, lead(started_at_ms) over (partition by chat_id order by case_number) as next_started_at_ms
        from cases
    )

select
    chat_id,
    case_number,
    coalesce(requested_at_ms, started_at_ms) as created_at_ms,
    opened_at_ms,
    closed_at_ms,
    cycle_count,
    last_changed_at_ms,
    closed_at_ms is not null or next_started_at_ms is not null as is_completed,
    least(closed_at_ms + {{ one_hour() }}, next_started_at_ms) as recorded_until_ms
from with_next
