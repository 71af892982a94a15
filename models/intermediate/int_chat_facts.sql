-- One row per chat with all that is known of it: by its newest object (a snapshot, else a partial one), by later logs
-- and answers, and by its history. Where our history has a hole that the newest snapshot does not have, the metrics are
-- the platform's own numbers (metrics_source, DECISIONS.md "Reported metrics").
{% macro metric(name) %}
case sources.metrics_source when 'reported' then chats.{{ name }} else history.{{ name }} end
{%- endmacro %}
with

    tags as (select chat_id, items from {{ ref("int_chat_lists") }} where list = 'tags' and case_number = 0),

    managers as (
        select chat_id, items from {{ ref("int_chat_lists") }} where list = 'manager_ids' and case_number = 0
    ),

    sources as (
        select
            chats.chat_id,
            case
                when chats.is_up_to_date and (
                    chats.is_download
                    or not chats.has_messages
                    or chats.first_asked_at_ms < chats.first_customer_message_at_ms - {{ five_seconds() }}
                    or (chats.first_asked_at_ms is not null and chats.first_customer_message_at_ms is null)
                    or (chats.reply_count >= 1 and (
                        chats.first_replied_at_after_open_ms is null
                        or chats.first_replied_at_after_open_ms > chats.taken_at_ms
                    ))
                ) then 'reported'
                else 'events'
            end as metrics_source,
            case when chats.is_up_to_date then chats.reply_count end as reported_reply_count
        from (
            select
                chats.chat_id, chats.has_messages, chats.first_asked_at_ms, chats.first_customer_message_at_ms,
                chats.reply_count, chats.taken_at_ms, chats.is_download,
                history.first_replied_at_after_open_ms,
                chats.has_snapshot and coalesce(history.opened_at_ms <= chats.taken_at_ms, true) as is_up_to_date
            from {{ ref("int_chat_descriptions") }} as chats
            left join {{ ref("int_chat_histories") }} as history on chats.chat_id = history.chat_id
        ) as chats
    ),

    deletions as (
        select chat_id, reported_at_ms as deleted_at_ms
        from {{ ref("int_reported_states") }}
        where source = 'deletion'
    ),

    summaries as (
        select message_id, plain_text
        from {{ ref("stg_messages") }}
        where message_id in (
            select summarized_message_id from {{ ref("int_chat_descriptions") }} where summarized_message_id is not null
        )
    )

select
    chats.chat_id,
    chats.channel_id,
    chats.time_zone,
    chats.user_id,
    chats.name,
    chats.description,
    coalesce(chats.summarized_message, summaries.plain_text) as summarized_message,
    case
        when chats.has_snapshot and chats.state = 'missed' and history.changed_at_ms <= chats.taken_at_ms then 'missed'
        else coalesce(history.state, chats.state)
    end as state,
    chats.contact_medium_type,
    chats.marketing_type,
    chats.marketing_id,
    chats.workflow_id,
    chats.support_bot_id,
    managers.items as manager_ids,
    case when assignments.assignee_is_set then assignments.assignee_id else chats.assignee_id end as assignee_id,
    case when assignments.team_is_set then assignments.team_id else chats.team_id end as team_id,
    tags.items as tags,
    case when assignments.priority_is_set then assignments.priority else chats.priority end as priority,
    chats.page,
    chats.goal_state,
    chats.goal_event_name,
    chats.goal_checked_at_ms,
    chats.created_at_ms,
    least(
        chats.first_customer_message_at_ms,
        case when chats.has_snapshot then chats.first_asked_at_ms end
    ) as first_asked_at_ms,
    history.first_queued_at_ms,
    history.first_opened_at_ms,
    least(
        history.first_replied_at_ms,
        case when chats.has_snapshot then chats.first_replied_at_ms end
    ) as first_replied_at_ms,
    history.opened_at_ms,
    {{ metric("first_replied_at_after_open_ms") }} as first_replied_at_after_open_ms,
    history.closed_at_ms,
    {{ metric("waiting_time") }} as waiting_time,
    {{ metric("avg_reply_time") }} as avg_reply_time,
    {{ metric("total_reply_time") }} as total_reply_time,
    {{ metric("reply_count") }} as reply_count,
    coalesce({{ metric("resolution_time") }}, history.resolution_time) as resolution_time,
    {{ metric("operation_waiting_time") }} as operation_waiting_time,
    {{ metric("operation_avg_reply_time") }} as operation_avg_reply_time,
    {{ metric("operation_total_reply_time") }} as operation_total_reply_time,
    {{ metric("operation_reply_count") }} as operation_reply_count,
    coalesce({{ metric("operation_resolution_time") }}, history.operation_resolution_time) as operation_resolution_time,
    coalesce(history.reopen_count, 0) as reopen_count,
    coalesce(history.snooze_count, 0) as snooze_count,
    coalesce(history.total_snoozed_time, 0) as total_snoozed_time,
    coalesce(history.operation_snoozed_time, 0) as operation_snoozed_time,
    coalesce(assignments.reassignment_count, 0) as reassignment_count,
    sources.metrics_source,
    sources.reported_reply_count,
    deletions.deleted_at_ms,
    satisfaction.csat,
    satisfaction.csat_answered_at_ms,
    satisfaction.csat_comment,
    chats.profile
from {{ ref("int_chat_descriptions") }} as chats
join sources on chats.chat_id = sources.chat_id
left join {{ ref("int_chat_histories") }} as history on chats.chat_id = history.chat_id
left join deletions on chats.chat_id = deletions.chat_id
left join tags on chats.chat_id = tags.chat_id
left join managers on chats.chat_id = managers.chat_id
left join {{ ref("int_assignments") }} as assignments
    on chats.chat_id = assignments.chat_id and assignments.case_number = 0
left join {{ ref("int_satisfaction") }} as satisfaction
    on chats.chat_id = satisfaction.chat_id and satisfaction.case_number = 0
left join summaries on chats.summarized_message_id = summaries.message_id
