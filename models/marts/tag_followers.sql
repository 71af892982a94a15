-- One row per chat tag and staff member who follows it.
select
    channel_id,
    id as tag_id,
    {{ series("1", "array_length(follower_ids)") }} as position,
    unnest(follower_ids) as manager_id
from {{ ref("tags") }}
