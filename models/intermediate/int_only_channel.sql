-- One row per warehouse: the only channel that any event names; NULL where there are several, or none.
select case when count(*) = 1 then min(channel_id) end as channel_id
from {{ ref("int_channels") }}
where channel_id <> ''
