-- What the bodies hold under each of the `keys` that any of them has, and what is wrong with that.
{% import "sql/raw/json.sql" as raw %}
{% macro object(key) -%}
case when {{ raw.is_object(key) }} and {{ raw.says_something(key) }} then {{ key }} end
{%- endmacro %}
{% macro unless_object(key, name) -%}
when not {{ raw.is_object(key) }} and {{ raw.says_something(key) }} then {{ (name ~ " is not an object") | literal }}
{%- endmacro %}
create or replace view documents as
select
    place,
    path,
    number,
    lower(type) as type,
    coalesce(lower(event) = 'delete', false) as is_delete,
    {{ object("entity") }} as entity,
    {% for kind in kinds %}
    {% set single, many = kind.single | identifier, kind.many | identifier %}
    {% if kind.single in keys %}
    {{ object(single) }} as {{ single }},
    {% endif %}
    {% if kind.many in keys %}
    case when {{ raw.is_list(many) }} then {{ many }} end as {{ many }},
    {% endif %}
    {% if kind.refers and "refers" in keys %}
    {{ object("referred." ~ single) }} as {{ ("refers." ~ kind.single) | identifier }},
    {% endif %}
    {% endfor %}
    case
        when false then ''
        {{ unless_object("refers", "refers") if "refers" in keys }}
        {% for kind in kinds %}
        {% set single, many = kind.single | identifier, kind.many | identifier %}
        {{ unless_object(single, kind.single) if kind.single in keys }}
        {{ unless_object("referred." ~ single, "refers." ~ kind.single) if kind.refers and "refers" in keys }}
        {% if kind.many in keys %}
        when not {{ raw.is_list(many) }} and {{ raw.says_something(many) }}
        then {{ (kind.many ~ " is not a list") | literal }}
        {% endif %}
        {% endfor %}
    end as fault
from (
    select
        *,
        rowid as place
        {% if "refers" in keys %}
        , case when {{ raw.is_object("refers") }} and {{ raw.says_something("refers") }}
            then from_json({{ raw.last_of_equal_keys("refers") }}, {{ referred | literal }}) end as referred
        {% endif %}
    from bodies
)
