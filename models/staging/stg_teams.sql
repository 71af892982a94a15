-- One row per team of a channel, in the newest version.
with teams as (select * from {{ newest("teams", ["coalesce(\"channelId\", '')", "id"]) }} as newest)

select id as team_id, "channelId" as channel_id, name, {{ or_null("\"managerIds\"") }} as manager_ids
from teams
