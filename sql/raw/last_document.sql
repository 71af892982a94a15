-- The highest document number that any earlier load gave.
select coalesce(max(seq), -1) // {{ places() }}
from (
    {% for kind in kinds %}
    select max(seq) as seq from raw.{{ kind.name | identifier }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)
