-- One row per chat and wanted tag that it carries: by the tag's full name, or its subtree with a trailing /*.
create or replace macro tagged_chats(wanted) as table
select distinct chat_tags.chat_id, wanted_tags.tag as wanted_tag
from main.chat_tags as chat_tags
join (select distinct unnest(wanted::varchar[]) as tag) as wanted_tags
    on chat_tags.tag = wanted_tags.tag
    or (
        ends_with(wanted_tags.tag, '/*')
        and (chat_tags.tag = left(wanted_tags.tag, -2) or starts_with(chat_tags.tag, left(wanted_tags.tag, -1)))
    );

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

-- The chats that carry at least one of the wanted tags; all chats when none is wanted.
create or replace macro chats_with_any_tag(wanted) as table
select *
from main.user_chats
where len(wanted) = 0 or id in (select chat_id from tagged_chats(wanted));

-- Tests
create table main.chat_tags as
from (
    values ('a', '返品/不良品'), ('a', 'VIP'), ('b', '返品'), ('c', '返品表')
) as rows (chat_id, tag);
create table main.user_chats as from (values ('a'), ('b'), ('c')) as rows (id);
select list(chat_id order by chat_id) = ['a', 'b'] from tagged_chats(['返品/*']);
select list(chat_id) = ['b'] from tagged_chats(['返品']);
select count(*) = 0 from tagged_chats(['vip']);
select count(*) = 0 from tagged_chats([]);
select list(id) = ['a'] from chats_with_all_tags(['VIP', '返品/*']);
select list(id order by id) = ['a', 'b'] from chats_with_all_tags(['返品/*', '返品/*']);
select count(*) = 3 from chats_with_all_tags([]);
select list(id order by id) = ['a', 'b'] from chats_with_any_tag(['VIP', '返品']);
select count(*) = 3 from chats_with_any_tag([]);
