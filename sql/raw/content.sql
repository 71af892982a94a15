{# The hash of all fields, by which an entity that is loaded again is known. #}
{% macro content(kind) -%}
hash(partial, deleting
    {%- for field in kind.fields %}, {{ field.name | identifier }}{% endfor %})
{%- endmacro %}
