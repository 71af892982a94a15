-- The good entities of one kind in the documents of a batch, into their table.
{% import "sql/raw/entities.sql" as raw %}
insert into raw.{{ kind.name | identifier }}
select
    {{ load_id }}, seq + {{ first_document }}::bigint * {{ places() }}, partial,
    hash(partial, {% for field in kind.fields %}{{ field.name | identifier }}{{ ", " if not loop.last }}{% endfor %}),
    * exclude (seq, partial)
from ({{ raw.entities(kind, webhooks) }})
where {{ raw.fault(kind) }} is null
