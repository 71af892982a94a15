-- Whether a tag is the wanted one: by its full name, or by its subtree with a trailing /*.
create or replace macro is_tag(name, wanted) as
    name = wanted
    or (ends_with(wanted, '/*') and (name = left(wanted, -2) or starts_with(name, left(wanted, -1))));

-- One row per chat and wanted tag that it carries; a tag that was renamed is found by each name that it had.
create or replace macro tagged_chats(wanted) as table
with
    wanted_tags as (select distinct unnest(wanted::varchar[]) as tag),
    named as (
        select tag, regexp_replace(
            array_to_string(list_transform(string_split(tag, chr(0)), lambda part: nfc_normalize(part)), chr(0)),
            '^[ \t\r\n\x{a0}\x{3000}]+|[ \t\r\n\x{a0}\x{3000}]+$', '', 'g'
        ) as name
        from wanted_tags
    ),
    found as (
        select chat_tags.chat_id, named.tag
        from main.chat_tags as chat_tags
        join named on is_tag(chat_tags.tag, named.name) or is_tag(chat_tags.present_name, named.name)
        union
        select chat_tags.chat_id, named.tag
        from main.chat_tags as chat_tags
        join main.tag_names as tag_names using (present_name)
        join named on is_tag(tag_names.name, named.name)
    )
select chat_id, tag as wanted_tag from found;

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
    values
        ('a', '返品/不良品', '返品/不良品'), ('a', 'VIP', 'VIP'), ('b', '返品', '返品'), ('c', '返品表', '返品表'),
        ('d', '苦情', 'クレーム'), ('e', 'クレーム', 'クレーム')
) as rows (chat_id, tag, present_name);
create table main.tag_names as from (values ('苦情', 'クレーム'), ('クレーム', 'クレーム')) as rows (name, present_name);
create table main.user_chats as from (values ('a'), ('b'), ('c'), ('d'), ('e')) as rows (id);
select list(chat_id order by chat_id) = ['a', 'b'] from tagged_chats(['返品/*']);
select list(chat_id) = ['b'] from tagged_chats(['返品']);
select count(*) = 0 from tagged_chats(['vip']);
select count(*) = 0 from tagged_chats([]);
select list(chat_id order by chat_id) = ['d', 'e'] from tagged_chats(['苦情']);
select list(chat_id order by chat_id) = ['d', 'e'] from tagged_chats([' クレーム ']);
select list(id) = ['a'] from chats_with_all_tags(['VIP', '返品/*']);
select list(id order by id) = ['a', 'b'] from chats_with_all_tags(['返品/*', '返品/*']);
select list(id order by id) = ['d', 'e'] from chats_with_all_tags(['苦情', 'クレーム']);
select count(*) = 5 from chats_with_all_tags([]);
select list(id order by id) = ['a', 'b'] from chats_with_any_tag(['VIP', '返品']);
select count(*) = 5 from chats_with_any_tag([]);
