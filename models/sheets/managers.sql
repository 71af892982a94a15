-- One row per staff member, removed ones too: the platform's "Manager data".
select
    id,
    channel_id as "channelId",
    account_id as "accountId",
    username,
    name,
    email,
    mobile_number as "mobileNumber",
    role,
    removed,
    created_at_local as "createdAt",
    default_group_watch as "defaultGroupWatch",
    default_direct_chat_watch as "defaultDirectChatWatch",
    default_user_chat_watch as "defaultUserChatWatch",
    operator,
    operator_email_reminder as "operatorEmailReminder",
    {{ utc_twins({"createdAt": "created_at"}) }}
from {{ ref("managers") }}
