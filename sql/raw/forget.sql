-- Takes out what the table `gone` (kind, id) names, and notes it without saying whom it was about.
begin;
insert into raw.forgotten
select current_timestamp::timestamp, kind, sha256(id), {{ reason | literal }}
from gone
where (kind, sha256(id)) not in (select (kind, hash) from raw.forgotten);
delete from raw.users where id in (select id from gone where kind = 'user');
delete from raw.user_chats where id in (select id from gone where kind = 'chat');
delete from raw.messages
where "chatId" in (select id from gone where kind = 'chat') or id in (select id from gone where kind = 'message');
update raw.user_chats
set "summarizedMessage" = null
where "summarizedMessageId" in (select id from gone where kind = 'message');
delete from raw.rejects where exists (select 1 from gone where contains(raw.rejects.text, gone.id));
commit
