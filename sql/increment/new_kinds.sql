-- The kinds of which any event was loaded after a load.
select name
from (
    {% for kind in kinds %}
    select {{ kind.name | literal }} as name
    where exists (select 1 from raw.{{ kind.name | identifier }} where load_id > {{ load_id }})
    {{ "union all" if not loop.last }}
    {% endfor %}
)
