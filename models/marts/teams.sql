-- One row per team of a channel.
select team_id as id, channel_id, name, manager_ids, {{ text("manager_ids") }} as manager_ids_text
from {{ ref("stg_teams") }}
