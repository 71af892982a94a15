-- The last loads.
select load_id, finished_at, files, events, new, duplicate, rejected
from raw.loads
order by load_id desc
limit 5
