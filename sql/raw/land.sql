{% from "sql/raw/content.sql" import content %}
-- The good entities of one kind, into their table.
insert into raw.{{ kind.name | identifier }} by name
select {{ load_id }} as load_id, {{ content(kind) }} as content, * exclude (fault)
from entities
where fault is null
