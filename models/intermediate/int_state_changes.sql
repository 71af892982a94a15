-- One row per change of a chat's state, the opens that nobody reported included; starts_cycle marks a cycle's start.
-- An implicit open: a customer writes to a closed or snoozed chat, and no open is reported before the next close or
-- snooze (DECISIONS.md, "Implicit open").
with

    reports as (select * from {{ ref("int_state_reports") }}),

    customer_messages as (
        select chat_id, message_id, created_at_ms
        from {{ ref("stg_messages") }}
        where message_class = 'customer'
    ),

    opened_chats as (select distinct chat_id from reports where state = 'opened'),

    snapshot_chats as (select chat_id from {{ ref("stg_user_chats") }}),

    with_next as (
        select
            *,
            lead(reported_at_ms) over chronologically as next_at_ms,
            lead(state_rank) over chronologically as next_rank,
            first_value(case when state in ('opened', 'snoozed', 'closed') then state end ignore nulls) over (
                partition by chat_id
                order by reported_at_ms, state_rank, report_id
                rows between 1 following and unbounded following
            ) as next_running_state
        from reports
        window chronologically as (partition by chat_id order by reported_at_ms, state_rank, report_id)
    ),

    at_rest as (
        select with_next.*
        from with_next
        left join opened_chats on with_next.chat_id = opened_chats.chat_id
        left join snapshot_chats on with_next.chat_id = snapshot_chats.chat_id
        where with_next.state in ('snoozed', 'closed')
            and coalesce(with_next.next_running_state, '') <> 'opened'
            and (opened_chats.chat_id is not null or snapshot_chats.chat_id is null)
    ),

    implicit_opens as (
        select at_rest.chat_id, min(messages.created_at_ms) as changed_at_ms
        from at_rest
        join customer_messages as messages
            on at_rest.chat_id = messages.chat_id
            and messages.created_at_ms > at_rest.reported_at_ms
            and (
                at_rest.next_at_ms is null
                or messages.created_at_ms < at_rest.next_at_ms
                or (messages.created_at_ms = at_rest.next_at_ms and at_rest.next_rank > 3)
            )
        group by at_rest.chat_id, at_rest.reported_at_ms, at_rest.state_rank, at_rest.report_id
        union
        select messages.chat_id, min(messages.created_at_ms)
        from customer_messages as messages
        left join opened_chats on messages.chat_id = opened_chats.chat_id
        left join snapshot_chats on messages.chat_id = snapshot_chats.chat_id
        where opened_chats.chat_id is null and snapshot_chats.chat_id is null
        group by messages.chat_id
    ),

    changes as (
        select chat_id, state, reported_at_ms as changed_at_ms, source, report_id, state_rank from reports
        union all
        select chat_id, 'opened', changed_at_ms, 'message', '', {{ state_rank("'opened'") }} from implicit_opens
    ),

    running as (
        select
            *,
            state = 'opened' and (
                coalesce(lag(state) over chronologically, '') <> 'opened'
                or (
                    source = 'snapshot'
                    and changed_at_ms - lag(changed_at_ms) over chronologically > {{ five_seconds() }}
                )
            ) as starts_cycle
        from changes
        where state in ('opened', 'snoozed', 'closed')
        window chronologically as (partition by chat_id order by changed_at_ms, state_rank, report_id)
    )

select chat_id, state, changed_at_ms, state_rank, source, report_id, starts_cycle
from running
union all
select chat_id, state, changed_at_ms, state_rank, source, report_id, false
from changes
where state in ('queued', 'missed')
