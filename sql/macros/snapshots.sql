{# The run that brought a chat in: under `source` (v5) or at the top (v4); one without an id is none. #}
{% macro run(kind) %}
(case
    when source.{{ kind | identifier }}.id is not null then source.{{ kind | identifier }}
    when {{ kind | identifier }}.id is not null then {{ kind | identifier }}
end)
{%- endmacro %}

{# Where the customer writes from: v5's word, v4's, or the dated API's, to which native is one among others. #}
{% macro contact_medium() -%}
coalesce(
    "contactMediumType",
    "messengerType",
    case "mediumType" when 'native' then null when 'app' then coalesce(source."appMessenger"."mediumType", 'app')
        else "mediumType" end
)
{%- endmacro %}

{# When a userChat object was taken, or the last instant that it knows of. #}
{% macro taken_at() -%}
coalesce(
    "updatedAt",
    greatest(
        "createdAt", "firstOpenedAt", "openedAt", "firstQueuedAt", "queuedAt", "closedAt", "snoozedAt", "firstAskedAt",
        "askedAt"
    )
)
{%- endmacro %}

{# The columns of a userChat object, whole or partial. #}
{% macro snapshot_columns() %}
"channelId" as channel_id,
    "userId" as user_id,
    state,
    priority,
    name,
    description,
    "summarizedMessage" as summarized_message,
    "summarizedMessageId" as summarized_message_id,
    {{ contact_medium() }} as contact_medium_type,
    coalesce(source.page, "sourcePage") as page,
    coalesce(source.marketing.id, marketing.id) as marketing_id,
    coalesce(source.marketing.type, marketing.type) as marketing_type,
    {{ run("workflow") }}.id as workflow_id,
    {{ run("workflow") }}."revisionId" as workflow_revision_id,
    {{ or_null(run("workflow") ~ ".\"sectionPath\"") }} as workflow_section_path,
    {{ run("workflow") }}."causeOfEnd" as workflow_cause_of_end,
    {{ run("supportBot") }}.id as support_bot_id,
    {{ run("supportBot") }}."revisionId" as support_bot_revision_id,
    {{ or_null(run("supportBot") ~ ".\"sectionPath\"") }} as support_bot_section_path,
    {{ or_null("\"managerIds\"") }} as manager_ids,
    "assigneeId" as assignee_id,
    "teamId" as team_id,
    {{ or_null("tags") }} as tags,
    cast({{ json_object("profile") }} as varchar) as profile,
    "goalState" as goal_state,
    "goalEventName" as goal_event_name,
    "goalCheckedAt" as goal_checked_at_ms,
    "createdAt" as created_at_ms,
    "firstAskedAt" as first_asked_at_ms,
    "firstRepliedAt" as first_replied_at_ms,
    "firstRepliedAtAfterOpen" as first_replied_at_after_open_ms,
    "waitingTime" as waiting_time,
    "avgReplyTime" as avg_reply_time,
    "totalReplyTime" as total_reply_time,
    "replyCount" as reply_count,
    "resolutionTime" as resolution_time,
    "operationWaitingTime" as operation_waiting_time,
    "operationAvgReplyTime" as operation_avg_reply_time,
    "operationTotalReplyTime" as operation_total_reply_time,
    "operationReplyCount" as operation_reply_count,
    "operationResolutionTime" as operation_resolution_time,
    coalesce("isDownload", false) as is_download,
    {{ taken_at() }} as taken_at_ms
{%- endmacro %}
