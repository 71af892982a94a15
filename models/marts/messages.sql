-- One row per message of a user chat, log entries and internal notes included (log_action, is_private tell them).
-- They lie in the order of an export, so that whoever asks for some chats reads little.
select
    messages.message_id as id,
    messages.chat_id,
    coalesce(messages.channel_id, chats.channel_id) as channel_id,
    messages.person_type,
    messages.person_id,
    messages.message_class,
    messages.is_private,
    messages.state,
    messages.language,
    messages.log_action,
    {{ text("messages.log_values") }} as log_values_text,
    {{ instant("messages.created_at_ms", "created_at", "channels.time_zone") }},
    messages.plain_text
from {{ ref("stg_messages") }} as messages
join {{ ref("int_chats") }} as chats on messages.chat_id = chats.chat_id
join {{ ref("int_channels") }} as channels on chats.clock_channel_id = channels.channel_id
order by chat_id, created_at, id
