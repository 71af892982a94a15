{% import "sql/export/piece.sql" as piece %}
-- Each row of a sheet as a JSON object: instants as ISO-8601 with the offset of their zone, lists as arrays, durations ms.
{% macro iso(local, utc) %}
concat(
    strftime({{ local }}, '%Y-%m-%dT%H:%M:%S.%g'),
    case when {{ local }} < {{ utc }} then '-' else '+' end,
    lpad((abs(date_diff('minute', {{ utc }}, {{ local }})) // 60)::varchar, 2, '0'), ':',
    lpad((abs(date_diff('minute', {{ utc }}, {{ local }})) % 60)::varchar, 2, '0')
)
{%- endmacro %}
select to_json({
{% for column in columns %}
    {% if column.form == "instant" %}
    {{ column.name | identifier }}: case when {{ column.name | identifier }} is not null then {{ iso(column.name | identifier, (column.name ~ "_utc") | identifier) }} end{{ "," if not loop.last }}
    {% elif column.form == "number" %}
    {{ column.name | identifier }}: case when isfinite({{ column.name | identifier }}) then {{ column.name | identifier }} end{{ "," if not loop.last }}
    {% else %}
    {{ column.name | identifier }}: {{ column.name | identifier }}{{ "," if not loop.last }}
    {% endif %}
{% endfor %}
})::varchar
from {{ piece.rows(sheet) }}
