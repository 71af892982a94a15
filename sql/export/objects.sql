{% import "sql/export/piece.sql" as piece %}
-- Each row of a sheet as a JSON object: instants as ISO-8601 with the offset of their zone, lists as arrays, durations
-- in ms.
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
    {% set value = column.name | identifier %}
    {% if column.form == "instant" %}
    {{ value }}: case when {{ value }} is not null then {{ iso(value, (column.name ~ "_utc") | identifier) }} end
    {%- elif column.form == "number" %}
    {{ value }}: case when isfinite({{ value }}) then {{ value }} end
    {%- else %}
    {{ value }}: {{ value }}
    {%- endif %}{{ "," if not loop.last }}
{% endfor %}
})::varchar
from {{ piece.rows(sheet) }}
