-- One row per chat with what its newest object says of it (a snapshot, else a partial one).
with

    chats as (select * from {{ ref("int_chats") }}),

    descriptions as (
        select * from {{ ref("stg_user_chats") }}
        union all
        select partials.*
        from {{ ref("stg_partial_user_chats") }} as partials
        where not exists (select 1 from {{ ref("stg_user_chats") }} as chats where partials.chat_id = chats.chat_id)
    )

select
    chats.chat_id,
    chats.channel_id,
    chats.user_id,
    chats.created_at_ms,
    chats.first_customer_message_at_ms,
    chats.has_snapshot,
    chats.taken_at_ms,
    channels.time_zone,
    chats.has_messages,
    about.state,
    about.priority,
    about.name,
    about.description,
    about.summarized_message,
    about.summarized_message_id,
    about.contact_medium_type,
    about.page,
    about.marketing_id,
    about.marketing_type,
    about.workflow_id,
    about.support_bot_id,
    about.assignee_id,
    about.team_id,
    about.profile,
    about.goal_state,
    about.goal_event_name,
    about.goal_checked_at_ms,
    about.first_asked_at_ms,
    about.first_replied_at_ms,
    about.first_replied_at_after_open_ms,
    about.waiting_time,
    about.avg_reply_time,
    about.total_reply_time,
    about.reply_count,
    about.resolution_time,
    about.operation_waiting_time,
    about.operation_avg_reply_time,
    about.operation_total_reply_time,
    about.operation_reply_count,
    about.operation_resolution_time,
    coalesce(about.is_download, false) as is_download
from chats
join {{ ref("int_channels") }} as channels on chats.clock_channel_id = channels.channel_id
left join descriptions as about on chats.chat_id = about.chat_id
