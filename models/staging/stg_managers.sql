-- One row per staff member of a channel, removed ones too, in the newest version.
with managers as (select * from {{ newest("managers", ["coalesce(\"channelId\", '')", "id"]) }} as newest)

select
    id as manager_id,
    "channelId" as channel_id,
    "accountId" as account_id,
    username,
    name,
    email,
    "mobileNumber" as mobile_number,
    coalesce(role, "roleId") as role,
    removed,
    "defaultGroupWatch" as default_group_watch,
    "defaultDirectChatWatch" as default_direct_chat_watch,
    "defaultUserChatWatch" as default_user_chat_watch,
    operator,
    "operatorEmailReminder" as operator_email_reminder,
    "createdAt" as created_at_ms
from managers
