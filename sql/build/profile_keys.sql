-- The columns for profile keys in the sheet of an entity, each with the keys that it holds.
select label, list(key order by position), any_value(is_shared), coalesce(any_value(schema_type), '')
from main.profile_keys
where entity = ?
group by label
order by min(position)
