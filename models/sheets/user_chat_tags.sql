-- One row per tag of the channel: the platform's "UserChatTag data".
select
    id,
    channel_id as "channelId",
    name,
    description,
    follower_ids as "followerIds",
    created_at_local as "createdAt",
    {{ utc_twins({"createdAt": "created_at"}) }}
from {{ ref("tags") }}
