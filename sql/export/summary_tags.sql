-- How many of the chosen chats that were created carry each tag, by the first level of its present name.
select tags.tag_level_1, count(distinct tags.chat_id)
from main.chat_tags as tags
join {{ happenings }} as created on created.kind = 'creation' and tags.chat_id = created.chat_id
group by tags.tag_level_1
order by 2 desc, 1
limit $most
