-- One row per team of a channel.
select team_id as id, of_channel_id as channel_id, name, manager_ids, {{ text("manager_ids") }} as manager_ids_text
from {{ with_channels(ref("stg_teams"), "team_id", ref("int_only_channel")) }} as teams
