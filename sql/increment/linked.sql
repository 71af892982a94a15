-- Chats that cannot be made without the touched ones, or those without them: they share a message (it has moved), a
-- meet, or one is summarized by a message of the other. To be run until it finds no more.
insert into memory.touched.chat
with

    messages as (select id, meet.id as meet_id from raw.messages where "chatId" in (from memory.touched.chat)),

    summaries as (
        select "summarizedMessageId" as id
        from raw.user_chats
        where "summarizedMessageId" is not null and id in (from memory.touched.chat)
    ),

    linked as (
        select "chatId" as id from raw.messages where id in (select id from messages)
        union
        select "chatId" from raw.messages where id in (from summaries)
        union
        select "chatId" from raw.messages where meet.id in (select meet_id from messages where meet_id is not null)
        union
        select id from raw.user_chats where "summarizedMessageId" in (select id from messages)
    )

select id
from linked
where id not in (from memory.touched.chat)
