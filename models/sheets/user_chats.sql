-- One row per chat: the platform's "UserChat data"; custom profile keys follow the fixed columns.
{% set keys = profile_keys("user_chats") %}
with followers as (
    select
        follows.chat_id as followed_chat,
        {{ ordered_list("coalesce(managers.name, follows.manager_id)", "follows.position") }} as names_of_managers
    from {{ ref("chat_managers") }} as follows
    join {{ ref("user_chats") }} as chats on follows.chat_id = chats.id
    left join {{ ref("managers") }} as managers
        on follows.manager_id = managers.id and coalesce(chats.channel_id, '') = coalesce(managers.channel_id, '')
    group by follows.chat_id
)

select
    id,
    user_id as "userId",
    name,
    description,
    summarized_message as "summarizedMessage",
    state,
    contact_medium_type as "contactMediumType",
    marketing_type as "marketingType",
    marketing_id as "marketingId",
    workflow_id as "workflowId",
    manager_ids as "managerIds",
    assignee_id as "assigneeId",
    team_id as "teamId",
    tags,
    priority,
    page,
    first_asked_at_local as "firstAskedAt",
    first_queued_at_local as "firstQueuedAt",
    first_opened_at_local as "firstOpenedAt",
    first_replied_at_local as "firstRepliedAt",
    opened_at_local as "openedAt",
    first_replied_at_after_open_local as "firstRepliedAtAfterOpen",
    created_at_local as "createdAt",
    waiting_time as "waitingTime",
    avg_reply_time as "avgReplyTime",
    total_reply_time as "totalReplyTime",
    reply_count as "replyCount",
    resolution_time as "resolutionTime",
    operation_waiting_time as "operationWaitingTime",
    operation_avg_reply_time as "operationAvgReplyTime",
    operation_total_reply_time as "operationTotalReplyTime",
    operation_reply_count as "operationReplyCount",
    operation_resolution_time as "operationResolutionTime",
    closed_at_local as "closedAt",
    goal_state as "goalState",
    goal_event_name as "goalEventName",
    goal_checked_at_local as "goalCheckedAt",
    support_bot_id as "supportBotId",
    url,
    csat as "profile.csat",
    csat_comment as "profile.csatComment",
    {{ profile_columns(keys, ["csat", "csatComment"]) }}
    {{ utc_twins({
        "firstAskedAt": "first_asked_at", "firstQueuedAt": "first_queued_at", "firstOpenedAt": "first_opened_at",
        "firstRepliedAt": "first_replied_at", "openedAt": "opened_at",
        "firstRepliedAtAfterOpen": "first_replied_at_after_open", "createdAt": "created_at", "closedAt": "closed_at",
        "goalCheckedAt": "goal_checked_at"
    }) }},
    assignees.name_of_assignee as "assigneeName",
    teams.name_of_team as "teamName",
    followers.names_of_managers as "managerNames",
    reopen_count as "reopenCount",
    snooze_count as "snoozeCount",
    total_snoozed_time as "totalSnoozedTime",
    operation_snoozed_time as "operationSnoozedTime",
    metrics_source as "metricsSource"
from {{ with_profile(ref("user_chats"), keys) }}
left join {{ names(ref("managers"), "assignee") }} as assignees
    on assignee_id = assignees.id_of_assignee and coalesce(channel_id, '') = assignees.channel_of_assignee
left join {{ names(ref("teams"), "team") }} as teams
    on team_id = teams.id_of_team and coalesce(channel_id, '') = teams.channel_of_team
left join followers on id = followers.followed_chat
