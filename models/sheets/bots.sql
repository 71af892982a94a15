-- One row per bot: the platform's "Bot data".
select
    id,
    channel_id as "channelId",
    name,
    created_at_local as "createdAt",
    {{ utc_twins({"createdAt": "created_at"}) }}
from {{ ref("bots") }}
