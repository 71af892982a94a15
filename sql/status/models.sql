-- What the last build did for each table and each step on the way to one.
select name, row_count, scope, reason, round(seconds, 2) as seconds
from {{ catalog }}.meta.models
where layer not in ('reports', 'sheets')
order by name
