{# The rows of one piece of a sheet, in order: the piece after the value $after and up to $last. #}
{% macro rows(sheet) -%}
(
    select * from {{ sheet.rows }}
    {% if sheet.after is not none %}
    where ({{ sheet.key }} > $after{{ " or " ~ sheet.key ~ " is null" if sheet.last is none }})
    {% endif %}
    {% if sheet.last is not none %}
    {{ "where" if sheet.after is none else "and" }} {{ sheet.key }} <= $last
    {% endif %}
    order by {{ sheet.order }}
)
{%- endmacro %}
