-- One row per team and staff member in it.
select
    channel_id,
    id as team_id,
    {{ series("1", "array_length(manager_ids)") }} as position,
    unnest(manager_ids) as manager_id
from {{ ref("teams") }}
