{% from "sql/raw/content.sql" import content %}
{% from "sql/raw/entities.sql" import entities %}
-- The good entities of one kind, into their table.
insert into raw.{{ kind.name | identifier }} by name
select {{ load_id }} as load_id, {{ content(kind) }} as content, * exclude (fault)
from ({{ entities(kind, keys, first_document, has_equal_keys, misspelt) }})
where fault is null
