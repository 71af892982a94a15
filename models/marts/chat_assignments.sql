-- One row per stretch of time in which a chat was somebody's, or some team's, as logs tell: from one assignment to the
-- next. Before the first nothing is told.
with

    logs as (
        select
            chat_id,
            case when log_action in ('assign', 'autoAssign', 'unassign') then 'assignee' else 'team' end as property,
            created_at_ms,
            message_id,
            case when log_action not in ('unassign', 'unassignTeam') then log_values[1] end as member_id
        from {{ ref("stg_messages") }}
        where log_action in ('unassign', 'unassignTeam')
            or (log_action in ('assign', 'autoAssign', 'assignTeam') and array_length(log_values) > 0)
    ),

    stretches as (
        select
            *,
            lead(created_at_ms) over (partition by chat_id, property order by created_at_ms, message_id) as until_ms
        from logs
    )

select
    stretches.chat_id,
    stretches.property,
    {{ instant("stretches.created_at_ms", "from_at", "chats.time_zone") }},
    {{ instant("stretches.until_ms", "until_at", "chats.time_zone") }},
    stretches.member_id
from stretches
join {{ ref("user_chats") }} as chats on stretches.chat_id = chats.id
where stretches.until_ms is null or stretches.until_ms > stretches.created_at_ms
