-- One row per change of a chat's state, the opens that nobody reported included, with the cycle and the case that it is
-- in; starts_cycle marks a cycle's start.
-- An implicit open: a customer writes to a closed or snoozed chat, no open is reported before the next close or snooze,
-- and no snapshot taken in between saw that the chat stayed as it was (DECISIONS.md, "Implicit open").
with

    reports as (select * from {{ ref("int_state_reports") }}),

    customer_messages as (
        select chat_id, message_id, created_at_ms
        from {{ ref("stg_messages") }}
        where message_class = 'customer'
    ),

    opened_chats as (select distinct chat_id from reports where state = 'opened'),

    snapshot_chats as (select chat_id from {{ ref("stg_user_chats") }}),

    marks as (
        select chat_id, reported_at_ms as at_ms, state_rank as rank, report_id, state, state as state_from_here, source
        from reports
        union all
        select chat_id, taken_at_ms, {{ seen_rank() }} + 1, '', state, null, 'seen'
        from {{ ref("stg_user_chat_states") }}
    ),

    with_next as (
        select
            *,
            last_value(state_from_here ignore nulls) over (
                partition by chat_id
                order by at_ms, rank, report_id
                rows between unbounded preceding and current row
            ) as state_now,
            lead(at_ms) over chronologically as next_at_ms,
            lead(rank) over chronologically as next_rank,
            lead(source) over chronologically as next_source,
            first_value(
                case
                    when source <> 'seen' and state_from_here in ('opened', 'snoozed', 'closed') then state_from_here
                    when source = 'seen' and state_from_here in ('snoozed', 'closed') then state_from_here
                end ignore nulls
            ) over (
                partition by chat_id
                order by at_ms, rank, report_id
                rows between 1 following and unbounded following
            ) as next_running_state,
            first_value(
                case
                    when source = 'seen' then state
                    when state in ('opened', 'snoozed', 'closed') then 'reported'
                end ignore nulls
            ) over (
                partition by chat_id
                order by at_ms, rank, report_id
                rows between 1 following and unbounded following
            ) as next_seen_state
        from marks
        window chronologically as (partition by chat_id order by at_ms, rank, report_id)
    ),

    at_rest as (
        select *
        from with_next
        where state_now in ('snoozed', 'closed')
            and coalesce(next_running_state, '') <> 'opened'
            and coalesce(next_seen_state, 'opened') in ('opened', 'reported')
    ),

    implicit_opens as (
        select at_rest.chat_id, min(messages.created_at_ms) as changed_at_ms, at_rest.next_at_ms, at_rest.next_source
        from at_rest
        join customer_messages as messages
            on at_rest.chat_id = messages.chat_id
            and messages.created_at_ms > at_rest.at_ms
            and (
                at_rest.next_at_ms is null
                or messages.created_at_ms < at_rest.next_at_ms
                or (messages.created_at_ms = at_rest.next_at_ms and at_rest.next_rank > 3)
            )
        group by
            at_rest.chat_id, at_rest.at_ms, at_rest.rank, at_rest.report_id, at_rest.next_at_ms, at_rest.next_source
    ),

    unreported_opens as (
        select chat_id, changed_at_ms
        from implicit_opens
        union
        select messages.chat_id, min(messages.created_at_ms)
        from customer_messages as messages
        left join opened_chats on messages.chat_id = opened_chats.chat_id
        left join snapshot_chats on messages.chat_id = snapshot_chats.chat_id
        where opened_chats.chat_id is null and snapshot_chats.chat_id is null
        group by messages.chat_id
    ),

    changes as (
        select chat_id, state, reported_at_ms as changed_at_ms, source, report_id, state_rank
        from reports
        where source <> 'seen' or state <> 'opened' or not exists (  -- a customer had opened it already
            select 1
            from implicit_opens
            where implicit_opens.chat_id = reports.chat_id
                and implicit_opens.next_source = 'seen'
                and implicit_opens.next_at_ms = reports.reported_at_ms
        )
        union all
        select chat_id, 'opened', changed_at_ms, 'message', '', {{ state_rank("'opened'") }} from unreported_opens
    ),

    with_previous as (
        select
            *,
            lag(state) over chronologically as previous_state,
            last_value(
                case when state in ('opened', 'snoozed', 'closed') then state end ignore nulls
            ) over before as previous_running_state,
            last_value(
                case when state in ('opened', 'snoozed', 'closed') then changed_at_ms end ignore nulls
            ) over before as previous_running_at_ms,
            count(case when state in ('queued', 'opened', 'closed') then 1 end) over before > 0 as has_begun
        from changes
        where state <> 'missed'
        window
            chronologically as (partition by chat_id order by changed_at_ms, state_rank, report_id),
            before as (
                partition by chat_id
                order by changed_at_ms, state_rank, report_id
                rows between unbounded preceding and 1 preceding
            )
    ),

    with_starts as (
        select
            *,
            is_unseen_reopening
                or (state = 'opened' and coalesce(previous_running_state, '') <> 'opened') as starts_cycle,
            (previous_state = 'closed' and state in ('queued', 'opened', 'snoozed'))
                or (not has_begun and state in ('queued', 'opened'))
                or is_unseen_reopening as starts_case
        from (
            select
                *,
                state = 'opened'
                    and source = 'snapshot'
                    and coalesce(previous_running_state, '') = 'opened'
                    and changed_at_ms - previous_running_at_ms > {{ five_seconds() }} as is_unseen_reopening
            from with_previous
        ) as told
    )

select
    chat_id,
    state,
    changed_at_ms,
    state_rank,
    source,
    report_id,
    starts_cycle,
    cast(sum(case when starts_cycle then 1 else 0 end) over so_far as bigint) as cycle,
    cast(sum(case when starts_case then 1 else 0 end) over so_far as bigint) as case_number
from with_starts
window so_far as (
    partition by chat_id
    order by changed_at_ms, state_rank, report_id
    rows between unbounded preceding and current row
)
union all
select chat_id, state, changed_at_ms, state_rank, source, report_id, false, null, null
from changes
where state = 'missed'
