-- One table of a warehouse from its files, in their order: of one whose rows are of chats or customers, those chosen.
create table {{ relation }} as
from {{ files }}
{% if by == "chat" %}
where {{ column | identifier }} in (select id from chosen_chats)
{% elif by == "user" %}
where {{ column | identifier }} in (select user_id from chosen_chats)
{% endif %}
