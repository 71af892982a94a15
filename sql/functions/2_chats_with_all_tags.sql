-- The chats that carry every wanted tag (the AND that the platform's search lacks); all chats when none is wanted.
create or replace macro chats_with_all_tags(wanted) as table
select *
from main.user_chats
where len(wanted) = 0 or id in (
    select chat_id
    from tagged_chats(wanted)
    group by chat_id
    having count(*) = (select count(distinct tag) from (select unnest(wanted::varchar[]) as tag) as wanted_tags)
);

-- Tests
create table main.chat_tags as from (values ('a', '返品/不良品'), ('a', 'VIP'), ('b', '返品')) as rows (chat_id, tag);
create table main.user_chats as from (values ('a'), ('b'), ('c')) as rows (id);
select list(id) = ['a'] from chats_with_all_tags(['VIP', '返品/*']);
select list(id order by id) = ['a', 'b'] from chats_with_all_tags(['返品/*', '返品/*']);
select count(*) = 3 from chats_with_all_tags([]);
