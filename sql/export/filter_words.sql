-- What a filter of an export can name: ids, and the names and e-mails that people know them by.
{% if kind == "tag" %}
select distinct tag, null from main.chat_tags
union
select name, null from main.tag_names
{% elif kind == "manager" %}
select id, name from main.managers
union
select id, email from main.managers
union
select manager_id, null from main.chat_managers
union
select assignee_id, null from main.user_chats where assignee_id is not null
{% elif kind == "team" %}
select id, name from main.teams
union
select team_id, null from main.user_chats where team_id is not null
{% elif kind == "channel" %}
select id, name from main.channels
{% elif kind == "medium" %}
select distinct coalesce(contact_medium_type, 'native'), null from main.user_chats
{% else %}
select id, null from main.user_chats where id in (select unnest($words::varchar[]))
{% endif %}
