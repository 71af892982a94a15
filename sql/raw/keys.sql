-- The columns, of those that may hold entities, in which any of the bodies has something.
{% import "sql/raw/json.sql" as raw %}
{% for key in keys %}
select {{ key | literal }} as key
from bodies
having bool_or({{ raw.says_something(key | identifier) if key == "refers" else (key | identifier) ~ " is not null" }})
{{ "union all" if not loop.last }}
{% endfor %}
