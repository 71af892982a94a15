{# The entities of one kind that the documents hold in any form, and what is wrong with each. #}
{% import "sql/raw/json.sql" as raw %}
{% from "sql/raw/values.sql" import value, faults, is_odd %}

{# Each as JSON. seq = document * places() + place in the document, so that "loaded last" is one number. #}
{% macro found(kind, keys) %}
{% set single, many = kind.single | identifier, kind.many | identifier %}
{% set referred = ("refers." ~ kind.single) | identifier %}
select place, number, 0 as of_document, false as referred, is_delete as deleting, entity
from documents
where type in ({{ kind.types | map("literal") | join(", ") }}) and entity is not null
{% if kind.refers and "refers" in keys %}
union all
select place, number, 1, true, false, {{ referred }} from documents where {{ referred }} is not null
{% endif %}
{% if kind.single in keys %}
union all
select place, number, 2, false, false, {{ single }} from documents where {{ single }} is not null
{% endif %}
{% if kind.many in keys %}
union all
select place, number, 2 + item, false, false, entity
from (
    select place, number, generate_subscripts(items, 1) as item, unnest(items) as entity
    from (
        select place, number, from_json({{ many }}, '["JSON"]') as items from documents where {{ many }} <> '[]'
    )
)
where entity is not null
{% endif %}
{% endmacro %}

{# And as columns. #}
{% macro entities(kind, keys, first_document, has_equal_keys, misspelt) %}
{% set objects = kind.fields | selectattr("type", "equalto", "OBJECT") | list %}
with
    parsed as (
        select
            *,
            coalesce(number, place + {{ first_document }}) * {{ places() }} + of_document as seq,
            from_json(entity, {{ kind.structure | literal }}) as given
        from (
            select * replace ({{ raw.last_of_equal_keys("entity") if has_equal_keys else "entity" }} as entity)
            from ({{ found(kind, keys) }})
        )
    ),

    taken_apart as (
        select
            *
            {% if objects %}
            , {
                {% for field in objects %}
                {% set json = "given." ~ (field.name | identifier) %}
                {{ field.name | literal }}: case when {{ raw.is_object(json) }}
                    then from_json({{ raw.last_of_equal_keys(json) if field.is_flat
                        else raw.last_of_all_equal_keys(json) }}, {{ field.items | literal }}) end
                    {{- "," if not loop.last }}
                {% endfor %}
            } as parts
            {% endif %}
        from parsed
    ),

    read as (
        select
            *,
            {% for field in kind.fields %}
            {% set name = field.name | identifier %}
            {{ value(("parts." if field.type == "OBJECT" else "given.") ~ name, field, field.name | pointer) }}
                as {{ name }}{{ "," if not loop.last }}
            {% endfor %}
        from taken_apart
    )
select
    seq,
    referred and "version" is null and "updatedAt" is null as partial,
    deleting,
    {% for field in kind.fields %}
    {{ field.name | identifier }},
    {% endfor %}
    case when {{ is_odd(kind, misspelt) }} then case
        when not {{ raw.is_object("entity") }} then {{ ("a " ~ kind.single ~ " that is not an object") | literal }}
        {% for wrong, right in misspelt.items() %}
        when given.{{ wrong | identifier }} is not null then {{ (wrong ~ " should be " ~ right) | literal }}
        {% endfor %}
        {% for field in kind.fields %}
        {{ faults(field, [field.name]) }}
        {% endfor %}
        {% for field in kind.required %}
        when {{ "not deleting and" if not loop.first }} ({{ field.name | identifier }} is null
            {{ "or " ~ (field.name | identifier) ~ " = ''" if field.type == "VARCHAR" }})
        then {{ ("a " ~ kind.single ~ " without " ~ field.name) | literal }}
        {% endfor %}
    end end as fault
from read
{% endmacro %}
