{# What a JSON value says, where texts of JSON are read one step after the other. #}

{# An object of whose equal keys only the last is left, since the engine's readers take the first. #}
{% macro last_of_equal_keys(object) -%}
case when list_unique(json_keys({{ object }})) = len(json_keys({{ object }})) then {{ object }}
    else {{ last_of_all_equal_keys(object) }} end
{%- endmacro %}

{# The same at every depth: dear, so only for objects that hold others. #}
{% macro last_of_all_equal_keys(object) %}cast(cast(cast({{ object }} as json) as variant) as json){% endmacro %}

{# Whether a JSON value, as its text, is an object or a list. #}
{% macro is_object(value) %}starts_with({{ value }}, '{'){% endmacro %}
{% macro is_list(value) %}starts_with({{ value }}, '['){% endmacro %}

{# Whether it is none of the ways to say "no value". (One `not in` would be planned ten times as long.) #}
{% macro says_something(value) -%}
{% set text = "cast(" ~ value ~ " as varchar)" %}
({{ text }} <> '' and {{ text }} <> '""' and {{ text }} <> '{}' and {{ text }} <> '[]' and {{ text }} <> 'null')
{%- endmacro %}
