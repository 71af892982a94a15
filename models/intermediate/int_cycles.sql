-- One row per cycle: from a change to opened until the next one; closed by the first close in it.
with

    cycles as (
        select
            chat_id,
            cycle,
            max(case when starts_cycle then case_number end) as case_number,
            min(case when starts_cycle then changed_at_ms end) as opened_at_ms,
            min(case when starts_cycle then source end) as opened_by,
            min(case when state = 'closed' then changed_at_ms end) as closed_at_ms
        from {{ ref("int_state_changes") }}
        where cycle > 0
        group by chat_id, cycle
    )

select
    chat_id,
    cycle,
    case_number,
    opened_at_ms,
    opened_by,
    closed_at_ms,
    lead(opened_at_ms) over chronologically as ended_at_ms,
    lead(opened_at_ms) over chronologically is null as is_current
from cycles
window chronologically as (partition by chat_id order by cycle)
