-- One row per channel that any event names, with the zone and the kind of schedule that hold for it.
-- Settings replace what the channel object says; a channel without a table of its own takes `default`.
-- '' stands for chats whose channel nobody named.
with

    seen as (
        select channel_id from {{ ref("stg_channels") }}
        union
        select channel_id from {{ ref("int_chat_extents") }}
        union
        select ''
    ),

    chosen as (
        select seen.channel_id, coalesce(own.channel_id, fallback.channel_id) as settings_id
        from seen
        left join {{ settings("channels") }} as own on seen.channel_id = own.channel_id
        left join {{ settings("channels") }} as fallback on fallback.channel_id = 'default'
        where seen.channel_id is not null
    )

select
    chosen.channel_id,
    channels.name,
    chosen.settings_id,
    coalesce(settings.time_zone, zones.name, 'UTC') as time_zone,
    coalesce(settings.time_zone, zones.name) is not null as is_zone_known,
    case
        when own_hours.channel_id is not null then 'settings'
        when channels.is_scheduled then 'channel'
        else 'always'
    end as schedule,
    channels.channel_id is not null or own_hours.channel_id is not null as is_known
from chosen
left join {{ ref("stg_channels") }} as channels on chosen.channel_id = channels.channel_id
left join {{ settings("channels") }} as settings on chosen.settings_id = settings.channel_id
left join (select distinct channel_id from {{ settings("schedules") }}) as own_hours
    on chosen.settings_id = own_hours.channel_id
left join {{ time_zones() }} as zones on channels.time_zone = zones.name
