-- One row per message of a user chat, in its newest version; team chats are left out. A deleted one is a removed one.
-- Of a message that a download has too, the download is left out.
-- message_class says what the metrics make of it (DECISIONS.md, "What counts as a reply").
with

    messages as (select * from {{ newest("messages", ["id"]) }} as newest),

    deleted as (select id from {{ ref("stg_deletions") }} where entity = 'messages'),

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
                when "personType" = 'manager' and coalesce(marketing->>'$.id', marketing->>'$.type') is not null
                    then 'campaign'
                when "personType" = 'manager' then 'staff'
                else 'other'
            end as message_class,
            case when id in (select id from deleted) then 'removed' else state end as state_now
        from messages
        where coalesce("chatType", 'userChat') = 'userChat' and "chatId" is not null and "createdAt" is not null
            and not exists (select 1 from {{ ref("stg_message_twins") }} as twins where messages.id = twins.message_id)
    )

select
    id as message_id,
    "chatId" as chat_id,
    "channelId" as channel_id,
    "personType" as person_type,
    "personId" as person_id,
    message_class,
    is_private,
    state_now as state,
    language,
    case when coalesce(state_now, '') <> 'removed' then "plainText" end as plain_text,
    log.action as log_action,
    {{ or_null("log.\"values\"") }} as log_values,
    form,
    meet,
    "createdAt" as created_at_ms,
    version,
    "updatedAt" as updated_at_ms,
    seq
from classed
