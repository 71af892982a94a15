{# The rows of the table `documents`: what stands under each key that we know, and what is wrong with that. A document
   that is no JSON object is a row of NULLs. `number` is given where it does not follow from the place in the table. #}
{% import "sql/raw/json.sql" as raw %}

{# Texts as rows of path, number and one column for each key. #}
{% macro parsed(texts, structure) %}
select path, number, unnest(from_json({{ raw.last_of_equal_keys("text") }}, {{ structure | literal }}))
from ({{ texts }})
{% endmacro %}

{# Such rows as documents. #}
{% macro documents(parsed, kinds, referred) %}
select
    path,
    number,
    lower(type) as type,
    coalesce(lower(event) = 'delete', false) as is_delete,
    {{ object("entity") }} as entity,
    {% for kind in kinds %}
    {% set single, many = kind.single | identifier, kind.many | identifier %}
    {{ object(single) }} as {{ single }},
    case when {{ raw.is_list(many) }} then {{ many }} end as {{ many }},
    {% if kind.refers %}
    {{ object("referred." ~ single) }} as {{ ("refers." ~ kind.single) | identifier }},
    {% endif %}
    {% endfor %}
    case
        {{ unless_object("refers", "refers") }}
        {% for kind in kinds %}
        {{ unless_object(kind.single | identifier, kind.single) }}
        {{ unless_object("referred." ~ (kind.single | identifier), "refers." ~ kind.single) if kind.refers }}
        {% set many = kind.many | identifier %}
        when not {{ raw.is_list(many) }} and {{ raw.says_something(many) }}
        then {{ (kind.many ~ " is not a list") | literal }}
        {% endfor %}
    end as fault
from (
    select
        *,
        case when {{ raw.is_object("refers") }} and {{ raw.says_something("refers") }}
            then from_json({{ raw.last_of_equal_keys("refers") }}, {{ referred | literal }}) end as referred
    from ({{ parsed }})
)
{% endmacro %}

{% macro object(key) -%}
case when {{ raw.is_object(key) }} and {{ raw.says_something(key) }} then {{ key }} end
{%- endmacro %}

{% macro unless_object(key, name) -%}
when not {{ raw.is_object(key) }} and {{ raw.says_something(key) }} then {{ (name ~ " is not an object") | literal }}
{%- endmacro %}
