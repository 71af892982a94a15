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
    is_private as "isPrivate",
    case person_type
        when 'user' then customers.name_of_customer
        when 'manager' then staff.name_of_staff
        when 'bot' then bots.name_of_bot
    end as "personName"
from {{ ref("messages") }}
left join (select id as id_of_customer, max(name) as name_of_customer from {{ ref("users") }} group by id) as customers
    on person_id = customers.id_of_customer
left join {{ names(ref("managers"), "staff") }} as staff
    on person_id = staff.id_of_staff and coalesce(channel_id, '') = staff.channel_of_staff
left join {{ names(ref("bots"), "bot") }} as bots
    on person_id = bots.id_of_bot and coalesce(channel_id, '') = bots.channel_of_bot
where log_action is null
