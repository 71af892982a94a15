-- What a report's page is made of: what happened, the chats that it happened to, the words that many rows share. Not on
-- the page are snoozes, and what customers write beside what was answered.
create or replace temp table page_happenings as
select *
from main.happenings
where kind in ('creation', 'opening', 'reopening', 'close', 'reply', 'wait', 'rating');

create or replace temp table page_chats as
select
    chats.id,
    chats.channel_id,
    coalesce(chats.contact_medium_type, 'native') as medium,
    coalesce(tagged.tags, []) as tags,
    row_number() over (order by chats.created_at nulls first, chats.id) - 1 as number
from main.user_chats as chats
left join (
    select chat_id, list(distinct present_name order by present_name) as tags
    from main.chat_tags
    group by chat_id
) as tagged on chats.id = tagged.chat_id
where chats.id in (select chat_id from page_happenings);

-- A row has the number of a word: 0 is none, 1 the most frequent one.
create or replace temp table page_words as
select list, word, row_number() over (partition by list order by count(*) desc, word) as number
from (
    select 'channel' as list, channel_id as word from page_chats
    union all
    select 'medium', medium from page_chats
    union all
    select 'team', team_id from page_happenings
    union all
    select 'staff', assignee_id from page_happenings
    union all
    select 'staff', replied_by from page_happenings
) as words
where word is not null
group by list, word;

create or replace temp table page_sets as
select tags, row_number() over (order by count(*) desc, tags) - 1 as number
from page_chats
group by tags;

-- Day 1 is the first one on which something happened; day 0 is none.
create or replace temp table page_begins as
select coalesce(min(date), current_date) - 1 as date from page_happenings;

create or replace temp table page_rows as
select
    chats.number as chat,
    found.kind,
    found.happened_at,
    coalesce(found.date - begins.date, 0) as day,
    coalesce(found.hour, 0) as hour,
    coalesce(assignees.number, 0) as assignee,
    coalesce(teams.number, 0) as team,
    coalesce(repliers.number, 0) as replier,
    coalesce(found.ended_on - begins.date, 0) as ended,
    found.is_reply,
    found.took,
    found.operation_took,
    found.customer_took,
    found.operation_customer_took,
    found.score,
    found.is_first_contact
from page_happenings as found
cross join page_begins as begins
join page_chats as chats on found.chat_id = chats.id
left join page_words as assignees on assignees.list = 'staff' and found.assignee_id = assignees.word
left join page_words as teams on teams.list = 'team' and found.team_id = teams.word
left join page_words as repliers on repliers.list = 'staff' and found.replied_by = repliers.word
