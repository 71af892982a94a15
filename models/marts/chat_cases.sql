-- One row per case of a chat, as the platform counts since 2025-06: from its first queue or open, or from the change of
-- state after a close, to its close. Tags, satisfaction, assignee, team and goal are those of the moment until which
-- the case was recorded: one hour after its close, or the start of the next case.
{% macro as_of(then, now, as_now) %}
case
                when moments.case_number is null or {{ as_now }} then chats.{{ now }}
                else {{ then }}
            end
{%- endmacro %}
with

    told as (
        select
            cases.*,
            coalesce(cases.recorded_until_ms, cases.last_changed_at_ms) as updated_at_ms,
            {{ as_of("tags.items", "tags", "moments.tags_as_now") }} as tags,
            {{ as_of(
                "case when logs.assignee_is_set then logs.assignee_id else moments.assignee_id end",
                "assignee_id", "moments.assignee_as_now"
            ) }} as assignee_id,
            {{ as_of(
                "case when logs.team_is_set then logs.team_id else moments.team_id end",
                "team_id", "moments.team_as_now"
            ) }} as team_id,
            {{ as_of("satisfaction.csat", "csat", "moments.csat_as_now") }} as csat,
            {{ as_of("satisfaction.csat_comment", "csat_comment", "moments.csat_comment_as_now") }} as csat_comment,
            {% for column in ("goal_state", "goal_event_name", "goal_checked_at_ms") %}
            {{ as_of("moments." ~ column, column, "not moments.has_snapshot") }} as {{ column }},
            {% endfor %}
            chats.channel_id,
            chats.time_zone
        from {{ ref("int_cases") }} as cases
        join {{ ref("int_chat_facts") }} as chats on cases.chat_id = chats.chat_id
        left join {{ ref("int_moments") }} as moments
            on cases.chat_id = moments.chat_id and cases.case_number = moments.case_number
        left join {{ ref("int_assignments") }} as logs
            on moments.chat_id = logs.chat_id and moments.case_number = logs.case_number
        left join {{ ref("int_satisfaction") }} as satisfaction
            on moments.chat_id = satisfaction.chat_id and moments.case_number = satisfaction.case_number
        left join {{ ref("int_chat_lists") }} as tags
            on moments.chat_id = tags.chat_id and moments.case_number = tags.case_number and tags.list = 'tags'
    )

select
    concat(told.chat_id, '-', told.case_number) as user_chat_case_id,
    told.chat_id,
    told.case_number as user_chat_case,
    case when told.is_completed then 'completed' else 'inProgress' end as user_chat_case_state,
    {{ instant("told.created_at_ms", "user_chat_case_created_at", "told.time_zone") }},
    {{ instant("told.updated_at_ms", "user_chat_case_updated_at", "told.time_zone") }},
    told.channel_id,
    told.assignee_id,
    told.team_id,
    told.tags,
    {{ text("told.tags") }} as tags_text,
    told.goal_state,
    told.goal_event_name,
    {{ instant("told.goal_checked_at_ms", "goal_checked_at", "told.time_zone") }},
    told.csat,
    told.csat_comment,
    {{ instant("told.opened_at_ms", "opened_at", "told.time_zone") }},
    {{ instant("metrics.first_replied_at_ms", "first_replied_at", "told.time_zone") }},
    {{ instant("told.closed_at_ms", "closed_at", "told.time_zone") }},
    told.cycle_count,
    metrics.waiting_time,
    metrics.avg_reply_time,
    metrics.total_reply_time,
    metrics.reply_count,
    metrics.resolution_time,
    metrics.operation_waiting_time,
    metrics.operation_avg_reply_time,
    metrics.operation_total_reply_time,
    metrics.operation_reply_count,
    metrics.operation_resolution_time,
    metrics.snooze_count,
    metrics.total_snoozed_time,
    metrics.operation_snoozed_time
from told
join {{ ref("int_case_metrics") }} as metrics
    on told.chat_id = metrics.chat_id and told.case_number = metrics.case_number
