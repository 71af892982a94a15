{# Fields of an entity, of what from_json gives: numbers, instants and texts as text, lists and objects as JSON.
   `given` is that, `place` a JSON pointer to it in `entity`. In a list of objects there is none, and texts are JSON. #}
{% import "sql/raw/json.sql" as raw %}

{# The value in SQL; NULL where there is none, and where there is one that is not what the field holds. #}
{% macro value(given, field, place="") -%}
{% if field.type == "OBJECT" -%}
case when {{ given }} is not null then {
    {% for each in field.fields %}
    {% set inside = given ~ "." ~ (each.name | identifier) %}
    {{ each.name | literal }}: {{ value(inside, each, place ~ (each.name | pointer)) }}{{ "," if not loop.last }}
    {% endfor %}
} end
{%- elif field.type == "OBJECTS" -%}
case when {{ raw.is_list(given) }} then list_transform(
    from_json({{ given }}, {{ field.items | literal }}),
    lambda each: {
        {% for each in field.fields %}
        {{ each.name | literal }}: {{ value("each." ~ (each.name | identifier), each) }}{{ "," if not loop.last }}
        {% endfor %}
    }
) end
{%- elif field.type == "VARCHAR[]" -%}
case
    when {{ raw.is_list(given) }} then from_json({{ given }}, '["VARCHAR"]')
    when {{ raw.says_something(given) }} and not {{ raw.is_object(given) }} then [{{ given }}->>'$']
end
{%- elif field.type == "VARCHAR" and place -%}
case when {{ given }} in ('{}', '[]') and {{ is_container(place) }} then null else {{ given }} end
{%- elif field.type == "VARCHAR" -%}
case when not {{ raw.is_object(given) }} and not {{ raw.is_list(given) }} then {{ given }}->>'$' end
{%- elif field.type == "INSTANT" -%}
coalesce(try_cast({{ given }} as bigint), {{ milliseconds_of_rfc_3339(given) }})
{%- elif field.type in ("BIGINT", "BOOLEAN") -%}
try_cast({{ given }} as {{ field.type }})
{%- elif field.type == "PROFILE" -%}
case
    when not {{ raw.is_object(given) }} then {{ given }}
    when not contains(substr({{ given }}, 2), '{') then {{ raw.last_of_equal_keys(given) }}
    when length({{ raw.last_of_all_equal_keys(given) }}) < length({{ given }})
    then {{ raw.last_of_all_equal_keys(given) }}
    else {{ given }}
end
{%- else -%}
{{ given }}
{%- endif %}
{%- endmacro %}

{# Whether something stands there that is not what the field holds; `found` is its value. #}
{% macro is_wrong(given, found, field, place="") -%}
{% if field.type == "PROFILE" -%}
{{ is_not_an_object(given) }}
{%- elif field.type == "OBJECT" -%}
{{ raw.says_something(given) }} and not {{ raw.is_object(given) }}
{%- elif field.type == "OBJECTS" -%}
{{ raw.says_something(given) }} and (
    not {{ raw.is_list(given) }}
    or len(list_filter(json_type({{ given }}, '$[*]'), lambda each: each <> 'OBJECT' and each <> 'NULL')) > 0
)
{%- elif field.type == "VARCHAR[]" -%}
{{ raw.says_something(given) }} and {{ holds_brackets(given) }} and (
    {{ raw.is_object(given) }}
    or len(list_filter(json_type({{ given }}, '$[*]'), lambda each: each = 'OBJECT' or each = 'ARRAY')) > 0
)
{%- elif field.type == "VARCHAR" -%}
{{ begins_like_json(given) }} and {{ raw.says_something(given) }}
{{ "and " ~ is_container(place) if place }}
{%- elif field.type == "JSON" -%}
false
{%- else -%}
{{ found }} is null and {{ raw.says_something(given) }}
{%- endif %}
{%- endmacro %}

{# Whether an entity is worth a closer look: whatever is wrong with it, it is, and few are that are right. #}
{% macro is_odd(kind, misspelt) %}
not {{ raw.is_object("entity") }}
{% for name in misspelt %}
or given.{{ name | identifier }} is not null
{% endfor %}
{% for field in kind.required %}
or {{ field.name | identifier }} is null
{{ "or " ~ (field.name | identifier) ~ " = ''" if field.type == "VARCHAR" }}
{% endfor %}
{% for field in kind.fields %}
{% set name = field.name | identifier %}
{{ odd("given." ~ name, name, field) }}
{% if field.type == "OBJECT" %}
or not {{ raw.is_object("given." ~ name) }}
{{ odd_within("parts." ~ name, name, field, "given." ~ name) }}
{% endif %}
{% endfor %}
{% endmacro %}

{# The same of one field: `given` is it, `found` its value. #}
{% macro odd(given, found, field) %}
{% if field.type == "VARCHAR" %}
or {{ begins_like_json(given) }}
{% elif field.type in ("BIGINT", "BOOLEAN", "INSTANT") %}
or ({{ given }} is not null and {{ found }} is null)
{{ "or " ~ is_outside(found) if field.type == "INSTANT" }}
{% elif field.type == "VARCHAR[]" %}
or {{ holds_brackets(given) }}
{% elif field.type == "PROFILE" %}
or not {{ raw.is_object(given) }}
{% elif field.type == "OBJECTS" %}
or {{ given }} is not null
{% endif %}
{% endmacro %}

{# The same of the fields of an object that was parsed from `json`. #}
{% macro odd_within(parts, found, field, json) %}
{% for each in field.fields %}
{% set name = each.name | identifier %}
{% if each.type == "OBJECT" %}
{% set key = '"' ~ each.name ~ '"' %}
or (contains({{ json }}, {{ key | literal }})
    and contains(replace({{ json }}, {{ (key ~ ":{") | literal }}, ''), {{ key | literal }}))
{{ odd_within(parts ~ "." ~ name, found ~ "." ~ name, each, json) }}
{% else %}
{{ odd(parts ~ "." ~ name, found ~ "." ~ name, each) }}
{% endif %}
{% endfor %}
{% endmacro %}

{# The WHENs that name the field at `path`, and those in it, where something is wrong. #}
{% macro faults(field, path) %}
{% set name, place, found = path | join("."), path | map("pointer") | join, path | map("identifier") | join(".") %}
{% set given = ("parts." if path | length > 1 else "given.") ~ found %}
{% if path | length > 1 and field.type == "OBJECT" %}
{% set given = inside("given." ~ (path[0] | identifier), path[1:]) %}
{% endif %}
when {{ is_wrong(given, found, field, place) }}
then {{ (name ~ " is not " ~ called[field.type]) | literal }}
{% if field.type == "INSTANT" %}
when {{ found }} between 946684800 and 4102444800 then {{ (name ~ " is in seconds, not in milliseconds") | literal }}
when {{ is_outside(found) }} then {{ (name ~ " is outside 2000-2100") | literal }}
{% elif field.type == "OBJECT" %}
{% for each in field.fields %}
{{ faults(each, path + [each.name]) }}
{% endfor %}
{% elif field.type == "OBJECTS" %}
{% for each in field.fields %}
{% set item = "each." ~ (each.name | identifier) %}
when {{ raw.is_list(given) }} and len(list_filter(
    from_json({{ given }}, {{ field.items | literal }}),
    lambda each: {{ is_wrong(item, value(item, each), each) }}
)) > 0
then {{ (name ~ "." ~ each.name ~ " is not " ~ called[each.type]) | literal }}
{% endfor %}
{% endif %}
{% endmacro %}

{% set called = {
    "VARCHAR": "a text", "BIGINT": "a whole number", "BOOLEAN": "true or false", "INSTANT": "an instant",
    "VARCHAR[]": "a list of texts", "PROFILE": "an object", "JSON": "JSON", "OBJECT": "an object",
    "OBJECTS": "a list of objects",
} %}

{% macro inside(json, path) %}json_extract({{ json }}, {{ path | map("pointer") | join | literal }}){% endmacro %}

{# Whether a text begins like an object or a list, whether a list may hold one, whether an instant is outside 2000-2100:
   what is odd, and what is wrong, ask the same. #}
{% macro begins_like_json(text) %}({{ raw.is_object(text) }} or {{ raw.is_list(text) }}){% endmacro %}
{% macro holds_brackets(list) %}(contains({{ list }}, '{') or contains(substr({{ list }}, 2), '[')){% endmacro %}
{% macro is_outside(ms) %}{{ ms }} not between 946684800000 and 4102444800000{% endmacro %}

{# A text that begins like an object or a list may be one, or be a text: the entity can tell. #}
{% macro is_container(place) -%}
coalesce(json_type(entity, {{ place | literal }}) in ('OBJECT', 'ARRAY'), false)
{%- endmacro %}

{# Digits beyond milliseconds are left out, since casts would round. #}
{% macro milliseconds_of_rfc_3339(text) -%}
{% set cut = "regexp_replace(upper(" ~ text ~ "), '([.][0-9]{3})[0-9]+', '\\1')" %}
case when regexp_full_match(
    {{ text }}, '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:]{8}([.][0-9]+)?([Zz]|[+-][0-9]{2}:?[0-9]{2})'
) then epoch_ms(cast(try_cast({{ cut }} as timestamptz) as timestamp)) end
{%- endmacro %}
