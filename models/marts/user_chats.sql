-- One row per chat: every column of the platform's download in snake_case, and what it lacks.
-- Metrics are the current (last) cycle's; all cycles are in chat_cycles. Where our events begin too late for a chat, they
-- are the platform's own numbers (metrics_source, DECISIONS.md "Reported metrics").
with

    chats as (select * from {{ ref("int_chats") }}),

    descriptions as (
        select * from {{ ref("stg_user_chats") }}
        union all
        select * from {{ ref("stg_partial_user_chats") }}
        where chat_id not in (select chat_id from {{ ref("stg_user_chats") }})
    ),

    current_cycles as (select * from {{ ref("int_cycle_metrics") }} where is_current),

    histories as (
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
                row_number() over (partition by chat_id order by changed_at_ms desc, state_rank desc, report_id desc) as age
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
    ),

    tags as (select chat_id, items from {{ ref("int_chat_lists") }} where list = 'tags'),

    managers as (select chat_id, items from {{ ref("int_chat_lists") }} where list = 'manager_ids'),

    sourced as (
        select
            chats.*,
            channels.time_zone,
            case
                when chats.has_snapshot and descriptions.first_asked_at_ms is not null and (
                    chats.first_customer_message_at_ms is null
                    or chats.first_customer_message_at_ms > descriptions.first_asked_at_ms + 5000
                ) then 'reported'
                else 'events'
            end as metrics_source
        from chats
        join {{ ref("int_channels") }} as channels on chats.clock_channel_id = channels.channel_id
        left join descriptions on chats.chat_id = descriptions.chat_id
    ),

    with_metrics as (
        select
            sourced.*,
            {% for metric in [
                "first_replied_at_after_open_ms", "waiting_time", "avg_reply_time", "total_reply_time", "reply_count",
                "resolution_time", "operation_waiting_time", "operation_avg_reply_time", "operation_total_reply_time",
                "operation_reply_count", "operation_resolution_time"
            ] %}
            case sourced.metrics_source
                when 'reported' then descriptions.{{ metric }}
                else cycles.{{ "first_replied_at_ms" if metric == "first_replied_at_after_open_ms" else metric }}
            end as {{ metric }}{{ "," if not loop.last }}
            {% endfor %}
        from sourced
        left join descriptions on sourced.chat_id = descriptions.chat_id
        left join current_cycles as cycles on sourced.chat_id = cycles.chat_id
    )

select
    chats.chat_id as id,
    chats.channel_id,
    chats.user_id,
    about.name,
    about.description,
    coalesce(about.summarized_message, summaries.plain_text) as summarized_message,
    case
        when chats.taken_at_ms is null or last_changes.changed_at_ms > chats.taken_at_ms
        then coalesce(last_changes.state, about.state)
        else about.state
    end as state,
    about.contact_medium_type,
    about.marketing_type,
    about.marketing_id,
    about.workflow_id,
    about.support_bot_id,
    managers.items as manager_ids,
    {{ text("managers.items") }} as manager_ids_text,
    case when assignments.assignee_is_set then assignments.assignee_id else about.assignee_id end as assignee_id,
    case when assignments.team_is_set then assignments.team_id else about.team_id end as team_id,
    tags.items as tags,
    {{ text("tags.items") }} as tags_text,
    case when assignments.priority_is_set then assignments.priority else about.priority end as priority,
    about.page,
    about.goal_state,
    about.goal_event_name,
    {{ instant("about.goal_checked_at_ms", "goal_checked_at") }},
    replace(replace({{ setting.desk_url | literal }}, '{channelId}', chats.channel_id), '{id}', chats.chat_id) as url,
    {{ instant("chats.created_at_ms", "created_at") }},
    {{ instant("least(chats.first_customer_message_at_ms, case when chats.has_snapshot then about.first_asked_at_ms end)", "first_asked_at") }},
    {{ instant("queues.first_queued_at_ms", "first_queued_at") }},
    {{ instant("histories.first_opened_at_ms", "first_opened_at") }},
    {{ instant("least(histories.first_replied_at_ms, case when chats.has_snapshot then about.first_replied_at_ms end)", "first_replied_at") }},
    {{ instant("cycles.opened_at_ms", "opened_at") }},
    {{ instant("chats.first_replied_at_after_open_ms", "first_replied_at_after_open") }},
    {{ instant("cycles.closed_at_ms", "closed_at") }},
    chats.waiting_time,
    chats.avg_reply_time,
    chats.total_reply_time,
    chats.reply_count,
    chats.resolution_time,
    chats.operation_waiting_time,
    chats.operation_avg_reply_time,
    chats.operation_total_reply_time,
    chats.operation_reply_count,
    chats.operation_resolution_time,
    coalesce(histories.reopen_count, 0) as reopen_count,
    coalesce(snoozes.snooze_count, 0) as snooze_count,
    coalesce(snoozes.total_snoozed_time, 0) as total_snoozed_time,
    coalesce(snoozes.operation_snoozed_time, 0) as operation_snoozed_time,
    coalesce(assignments.reassignment_count, 0) as reassignment_count,
    chats.metrics_source,
    {{ whole_number("coalesce(answers.csat, " ~ value_text("(about.profile->'$.csat')") ~ ")") }} as csat,
    coalesce(answers.csat_comment, {{ value_text("(about.profile->'$.csatComment')") }}) as csat_comment,
    about.profile,
    cast({{ local("chats.created_at_ms", "chats.time_zone") }} as date) as created_on,
    chats.time_zone
from with_metrics as chats
left join descriptions as about on chats.chat_id = about.chat_id
left join current_cycles as cycles on chats.chat_id = cycles.chat_id
left join histories on chats.chat_id = histories.chat_id
left join queues on chats.chat_id = queues.chat_id
left join last_changes on chats.chat_id = last_changes.chat_id
left join snoozes on chats.chat_id = snoozes.chat_id
left join tags on chats.chat_id = tags.chat_id
left join managers on chats.chat_id = managers.chat_id
left join {{ ref("int_assignments") }} as assignments on chats.chat_id = assignments.chat_id
left join {{ ref("int_form_answers") }} as answers on chats.chat_id = answers.chat_id
left join {{ ref("stg_messages") }} as summaries on about.summarized_message_id = summaries.message_id
order by created_at, id
