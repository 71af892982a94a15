-- What is forgotten and has come again with a load goes. A chat of a forgotten customer is forgotten as well.
insert into raw.forgotten
select distinct current_timestamp::timestamp, 'chat', sha256(chat_id), 'a chat of a forgotten customer'
from (
    select id as chat_id, "userId" as user_id from raw.user_chats where load_id = {{ load_id }}
    union all
    select "chatId", "personId" from raw.messages
    where load_id = {{ load_id }} and coalesce("personType", 'user') = 'user'
) as chats
where sha256(user_id) in (select hash from raw.forgotten where kind = 'user')
    and chat_id is not null
    and sha256(chat_id) not in (select hash from raw.forgotten where kind = 'chat');
delete from raw.user_chats
where load_id = {{ load_id }} and sha256(id) in (select hash from raw.forgotten where kind = 'chat');
delete from raw.users
where load_id = {{ load_id }} and sha256(id) in (select hash from raw.forgotten where kind = 'user');
delete from raw.messages
where load_id = {{ load_id }}
    and (
        sha256("chatId") in (select hash from raw.forgotten where kind = 'chat')
        or sha256(id) in (select hash from raw.forgotten where kind = 'message')
    );
update raw.user_chats
set "summarizedMessage" = null
where load_id = {{ load_id }}
    and sha256("summarizedMessageId") in (select hash from raw.forgotten where kind = 'message')
