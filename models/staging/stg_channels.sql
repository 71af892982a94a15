-- One row per channel, in the newest version.
with channels as (select * from {{ newest("channels", ["id"]) }} as newest)

select
    id as channel_id,
    name,
    "timeZone" as time_zone,
    coalesce("operationTimeScheduling", false) as is_scheduled
from channels
