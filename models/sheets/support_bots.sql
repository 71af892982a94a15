-- One row per support-bot run that brought in a chat: the platform's "SupportBot data".
select
    support_bot_id as id,
    revision_id as "revisionId",
    section_path as "sectionPath",
    chat_id as "userChatId"
from {{ ref("support_bot_runs") }}
