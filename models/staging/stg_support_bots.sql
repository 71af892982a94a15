-- One row per support bot of a channel, in the newest version.
with support_bots as (select * from {{ newest("support_bots", ["coalesce(\"channelId\", '')", "id"]) }} as newest)

select id as support_bot_id, "channelId" as channel_id, name
from support_bots
