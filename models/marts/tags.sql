-- One row per chat tag of a channel.
select
    tags.tag_id as id,
    tags.of_channel_id as channel_id,
    tags.name,
    tags.description,
    tags.follower_ids,
    {{ text("tags.follower_ids") }} as follower_ids_text,
    {{ instant("tags.created_at_ms", "created_at", "coalesce(channels.time_zone, 'UTC')") }}
from {{ with_channels(ref("stg_tags"), "tag_id", ref("int_only_channel")) }} as tags
left join {{ ref("int_channels") }} as channels on coalesce(tags.of_channel_id, '') = channels.channel_id
