-- The newest event of the published warehouse, its age in milliseconds, and how much the last load rejected.
select
    max(newest_at)::timestamp(0),
    date_diff('millisecond', max(newest_at), now() at time zone 'UTC'),
    (select arg_max(rejected, load_id) from raw.loads)
from meta.freshness
