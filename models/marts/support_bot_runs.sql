-- One row per chat that a support-bot run brought in (none after 2024-07-25, when the platform retired them).
select
    chats.chat_id,
    chats.support_bot_id,
    bots.name as support_bot_name,
    chats.support_bot_revision_id as revision_id,
    chats.support_bot_section_path as section_path,
    {{ text("chats.support_bot_section_path", " > ") }} as section_path_text
from {{ ref("stg_user_chats") }} as chats
left join {{ ref("stg_support_bots") }} as bots
    on chats.channel_id = bots.channel_id and chats.support_bot_id = bots.support_bot_id
where chats.support_bot_id is not null
