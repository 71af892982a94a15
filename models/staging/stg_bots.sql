-- One row per bot of a channel, in the newest version.
with bots as (select * from {{ newest("bots", ["coalesce(\"channelId\", '')", "id"]) }} as newest)

select id as bot_id, "channelId" as channel_id, name, "createdAt" as created_at_ms
from bots
