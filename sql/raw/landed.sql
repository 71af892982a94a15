-- How many entities a load holds.
select count(*)
from (
    {% for kind in kinds %}
    select load_id from raw.{{ kind.name | identifier }} where load_id = {{ load_id }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)
