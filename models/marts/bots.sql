-- One row per bot of a channel.
select
    bots.bot_id as id,
    bots.channel_id,
    bots.name,
    {{ instant("bots.created_at_ms", "created_at", "coalesce(channels.time_zone, 'UTC')") }}
from {{ ref("stg_bots") }} as bots
left join {{ ref("int_channels") }} as channels on coalesce(bots.channel_id, '') = channels.channel_id
