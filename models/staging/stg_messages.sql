-- One row per message of a user chat, in its newest version; team chats are left out.
-- message_class says what the metrics make of it (DECISIONS.md, "What counts as a reply").
with

    messages as (select * from {{ newest("messages", "id") }} as newest),

    classed as (
        select
            *,
            coalesce(list_contains(options, 'private'), false) as is_private,
            case
                when log.action is not null then 'log'
                when meet is not null then 'meet'
                when coalesce(list_contains(options, 'private'), false) then 'note'
                when "personType" = 'bot' then 'bot'
                when state in ('failed', 'sending') then 'unsent'
                when "personType" = 'user' then 'customer'
                when "personType" = 'manager' then 'staff'
                else 'other'
            end as message_class
        from messages
        where coalesce("chatType", 'userChat') = 'userChat'
    )

select
    id as message_id,
    "chatId" as chat_id,
    "channelId" as channel_id,
    "personType" as person_type,
    "personId" as person_id,
    message_class,
    is_private,
    state,
    language,
    case when coalesce(state, '') <> 'removed' then "plainText" end as plain_text,
    log.action as log_action,
    {{ or_null("log.\"values\"") }} as log_values,
    form,
    meet,
    "createdAt" as created_at_ms,
    version,
    "updatedAt" as updated_at_ms,
    seq
from classed
