-- One row per bot of a channel.
select
    bots.bot_id as id,
    bots.of_channel_id as channel_id,
    bots.name,
    {{ instant("bots.created_at_ms", "created_at", "coalesce(channels.time_zone, 'UTC')") }}
from {{ with_channels(ref("stg_bots"), "bot_id", ref("int_only_channel")) }} as bots
left join {{ ref("int_channels") }} as channels on coalesce(bots.of_channel_id, '') = channels.channel_id
