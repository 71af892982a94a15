-- The events of what was touched, whole: what models that are made in parts read instead of all events.
{% for kind in kinds %}
{% if kind.partition %}
create table memory.events.{{ kind.name | identifier }} as
from raw.{{ kind.name | identifier }}
where {{ kind.partition.column | identifier }} in (from memory.touched.{{ kind.partition.by | identifier }});
{% else %}
create view memory.events.{{ kind.name | identifier }} as from raw.{{ kind.name | identifier }};
{% endif %}
{% endfor %}
