-- One row per snooze: from the first snooze report to the next cycle's start or the next close.
with

    changes as (
        select
            *,
            sum(case when state = 'closed' or starts_cycle then 1 else 0 end) over (
                partition by chat_id
                order by changed_at_ms, state_rank, report_id
                rows between unbounded preceding and current row
            ) as stretch
        from {{ ref("int_state_changes") }}
        where state in ('snoozed', 'closed') or starts_cycle
    ),

    stretches as (
        select
            chat_id,
            stretch,
            max(cycle) as cycle,
            min(case when state = 'snoozed' then case_number end) as case_number,
            min(case when state = 'snoozed' then changed_at_ms end) as snoozed_at_ms,
            min(case when state <> 'snoozed' then changed_at_ms end) as starts_at_ms
        from changes
        group by chat_id, stretch
    ),

    with_ends as (
        select *, lead(starts_at_ms) over (partition by chat_id order by stretch) as ended_at_ms
        from stretches
    )

select
    chat_id,
    row_number() over (partition by chat_id order by stretch) as snooze,
    cycle,
    case_number,
    snoozed_at_ms,
    ended_at_ms
from with_ends
where snoozed_at_ms is not null
