-- The table `entities`: those of one kind that `documents` hold in any form, and what is wrong with each.
-- seq = document * places() + place in the document, so that "loaded last" is one number.
{% import "sql/raw/json.sql" as raw %}
{% from "sql/raw/values.sql" import value, faults %}
{% set objects = kind.fields | selectattr("type", "equalto", "OBJECT") | list %}
{% set single, many = kind.single | identifier, kind.many | identifier %}
{% set referred = ("refers." ~ kind.single) | identifier %}
create or replace table entities as
with
    numbered as (select coalesce(number, rowid + {{ first_document }}) * {{ places() }} as seq, * from documents),

    found as (
        select seq, false as referred, is_delete as deleting, entity
        from numbered
        where type in ({{ kind.types | map("literal") | join(", ") }}) and entity is not null
{% if kind.refers %}
        union all
        select seq + 1, true, false, {{ referred }} from numbered where {{ referred }} is not null
{% endif %}
        union all
        select seq + 2, false, false, {{ single }} from numbered where {{ single }} is not null
        union all
        select seq + 2 + generate_subscripts(items, 1), false, false, unnest(items)
        from (select seq, from_json({{ many }}, '["JSON"]') as items from numbered where {{ many }} <> '[]')
    ),

    have_no_equal_keys as (  -- seldom any has, and there are few lists of keys to look at
        select coalesce(bool_and(list_unique(keys) = len(keys)), true)
        from (select distinct json_keys(entity) as keys from found)
    ),

    parsed as (
        select *, from_json(entity, {{ kind.structure | literal }}) as given
        from (
            select * replace (
                case when (select * from have_no_equal_keys) then entity else {{ raw.last_of_equal_keys("entity") }} end
                    as entity
            )
            from found
            where entity is not null
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
                    then from_json({{ raw.last_of_all_equal_keys(json) }}, {{ field.items | literal }}) end
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
    case
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
    end as fault
from read
