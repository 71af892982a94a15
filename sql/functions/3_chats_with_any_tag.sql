-- The chats that carry at least one of the wanted tags; all chats when none is wanted.
create or replace macro chats_with_any_tag(wanted) as table
select *
from main.user_chats
where len(wanted) = 0 or id in (select chat_id from tagged_chats(wanted));

-- Tests
create table main.chat_tags as from (values ('a', '返品/不良品'), ('a', 'VIP'), ('b', '返品')) as rows (chat_id, tag);
create table main.user_chats as from (values ('a'), ('b'), ('c')) as rows (id);
select list(id order by id) = ['a', 'b'] from chats_with_any_tag(['VIP', '返品']);
select count(*) = 3 from chats_with_any_tag([]);
