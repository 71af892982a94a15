-- How many entities of one kind the documents hold, and whether an object among them may have equal keys: seldom any
-- has, and there are few lists of keys to look at.
{% from "sql/raw/entities.sql" import found %}
select coalesce(sum(entities), 0), coalesce(bool_or(list_unique(keys) < len(keys)), false)
from (
    select any_value(keys) as keys, count(*) as entities
    from (select json_keys(entity) as keys from ({{ found(kind, keys) }}))
    group by hash(keys)
)
