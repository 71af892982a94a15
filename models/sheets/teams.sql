-- One row per team: the platform's "Team data".
select id, channel_id as "channelId", name, manager_ids as "managerIds"
from {{ ref("teams") }}
