-- One row per message of a chat, log entries left out: the platform's "Message data"; internal notes are marked, an
-- export takes them only when asked.
select
    chat_id as "chatId",
    person_type as "personType",
    person_id as "personId",
    created_at_local as "createdAt",
    plain_text as "plainText",
    {{ utc_twins({"createdAt": "created_at"}) }},
    id as "messageId",
    is_private as "isPrivate"
from {{ ref("messages") }}
where log_action is null
