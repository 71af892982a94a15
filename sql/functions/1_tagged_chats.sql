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

-- Tests
create table main.chat_tags as from (values ('a', '返品/不良品'), ('a', 'VIP'), ('b', '返品'), ('c', '返品表')) as rows (chat_id, tag);
select list(chat_id order by chat_id) = ['a', 'b'] from tagged_chats(['返品/*']);
select list(chat_id) = ['b'] from tagged_chats(['返品']);
select count(*) = 0 from tagged_chats(['vip']);
select count(*) = 0 from tagged_chats([]);
