-- The columns of a sheet, as the warehouse describes them.
select name, type, doc, is_duration, is_hidden
from meta.columns
where relation = $relation
order by position
