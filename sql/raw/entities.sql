{# The entities of one kind that a batch of documents holds, whatever the form of the document, and what is wrong with
   each. seq = document * places() + place in the document, so that "loaded last" is one number. #}
{% macro fields(kind) %}
{% for field in kind.fields %}entity.{{ field.name | identifier }}{{ ", " if not loop.last }}{% endfor %}
{% endmacro %}

{% macro fault(kind) %}
case
    {% for field in kind.required %}
    when {{ field.name | identifier }} is null
        {{ "or " ~ (field.name | identifier) ~ " = ''" if field.type == "VARCHAR" }}
    then {{ ("a " ~ kind.single ~ " without " ~ field.name) | literal }}
    {% endfor %}
    {% for field in kind.fields if field.type == "JSON" %}
    when {{ is_not_an_object(field.name | identifier) }}
    then {{ (field.name ~ " is not an object") | literal }}
    {% endfor %}
    {% for instant in kind.instants %}
    when {{ instant.sql }} not between 946684800000 and 4102444800000
    then {{ (instant.name ~ " is outside 2000-2100") | literal }}
    {% endfor %}
end
{% endmacro %}

{% macro entities(kind, webhooks) %}
    select rowid * {{ places() }} as seq, false as partial, {{ fields(kind) }}
    from documents
    where type in ({{ kind.types | map("literal") | join(", ") }}) and entity is not null
{% if kind.refers %}
    union all
    select rowid * {{ places() }} + 1, entity."version" is null, {{ fields(kind) }}
    from (select rowid, refers.{{ kind.single | identifier }} as entity from documents)
    where entity is not null
{% endif %}
{% if not webhooks %}
    union all
    select rowid * {{ places() }} + 2, false, {{ fields(kind) }}
    from (select rowid, {{ kind.single | identifier }} as entity from documents)
    where entity is not null
    union all
    select rowid * {{ places() }} + 2 + place as seq, false as partial, {{ fields(kind) }}
    from (
        select
            rowid,
            unnest({{ kind.many | identifier }}) as entity,
            generate_subscripts({{ kind.many | identifier }}, 1) as place
        from documents
        where len({{ kind.many | identifier }}) > 0
    )
{% endif %}
{% endmacro %}
