-- The rows of a sheet as a table for other tools: instants in UTC with their zone, lists as lists, durations ms.
{% import "sql/export/piece.sql" as piece %}
select
    {% for column in columns %}
    {% set value = column.name | identifier %}
    {% if column.form == "instant" %}
    {{ (column.name ~ "_utc") | identifier }}::timestamptz as {{ value }}
    {%- else %}
    {{ value }}
    {%- endif %}{{ "," if not loop.last }}
    {% endfor %}
from {{ piece.rows(sheet) }}
