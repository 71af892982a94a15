-- The export log, newest first; filters, options and row_counts are JSON.
select exported_at, manager_id, reason, file, filters, options, row_counts
from raw.exports
order by rowid desc
