-- The entities of one kind that a load brought, or, without one, none.
select * exclude (load_id)
from raw.{{ kind.name | identifier }}
where load_id = {{ load_id }}
