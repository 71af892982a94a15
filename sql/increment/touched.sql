-- The chats and the customers that anything loaded after a load is about: the ids of each partition.
-- Of a message that has moved, all chats that it ever was in.
create schema memory.touched;
create schema memory.events;
create table memory.touched.chat as
select "chatId" as id
from raw.messages
where "chatId" is not null and id in (select id from raw.messages where load_id > {{ load_id }})
union
select id from raw.user_chats where load_id > {{ load_id }};
create table memory.touched.user as
select distinct id from raw.users where load_id > {{ load_id }};
