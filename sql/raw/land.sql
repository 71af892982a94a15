-- The good entities of one kind, into their table.
insert into raw.{{ kind.name | identifier }}
select
    {{ load_id }}, seq, partial,
    hash(partial, {% for field in kind.fields %}{{ field.name | identifier }}{{ ", " if not loop.last }}{% endfor %}),
    * exclude (seq, partial, fault)
from entities
where fault is null
