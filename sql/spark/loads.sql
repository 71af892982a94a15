-- The loads that raw.duckdb holds, each with a number that changes when an entity of it is taken out.
select load_id, sum(entities) as entities, bit_xor(mark) as mark
from (
    {% for kind in kinds %}
    select load_id, count(*) as entities, bit_xor(hash({{ loop.index }}, seq, content)) as mark
    from raw.{{ kind.name | identifier }}
    group by load_id
    {{ "union all" if not loop.last }}
    {% endfor %}
)
group by load_id
order by load_id
