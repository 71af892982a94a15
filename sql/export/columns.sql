-- The columns of a sheet that are exported, as the warehouse describes them.
select name, type, doc, is_duration
from meta.columns
where relation = $relation and not is_hidden
order by position
