-- One row per workflow of a channel, in the newest version.
with workflows as (select * from {{ newest("workflows", ["coalesce(\"channelId\", '')", "id"]) }} as newest)

select id as workflow_id, "channelId" as channel_id, name
from workflows
