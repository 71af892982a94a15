-- The kinds of which any event was loaded after a load; and, if there are any, `loads`, which is no kind, but read like
-- one.
with new_kinds as (
    {% for kind in kinds %}
    select {{ kind.name | literal }} as name
    where exists (select 1 from raw.{{ kind.name | identifier }} where load_id > {{ load_id }})
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select name from new_kinds
union
select 'loads' from new_kinds
