-- The table `states`: all that is held of each entity of which this load brought something known, from an earlier load
-- or from earlier in this one. Only what has come with this load is looked at closely, so that a small one is quick.
{% set key = kind.required[0].name | identifier %}
create or replace temp table states as
with
    known as (
        select any_value({{ key }}) as key
        from raw.{{ kind.name | identifier }}
        {% if load_id > 1 %}
        where content in (select content from raw.{{ kind.name | identifier }} where load_id = {{ load_id }})
        {% endif %}
        group by content
        having count(*) > 1
    )
select
    seq, {{ kind.identity | map("identifier") | join(", ") }}, partial, deleting, "version", "updatedAt", content,
    load_id = {{ load_id }} and row_number() over (partition by {{ key }}, content order by seq) > 1 as is_known
from raw.{{ kind.name | identifier }}
where {{ key }} in (select key from known)
