-- One row per customer that any event shows.
with users as (
    select users.*, coalesce(channels.time_zone, 'UTC') as channel_time_zone
    from {{ ref("stg_users") }} as users
    left join {{ ref("int_channels") }} as channels on coalesce(users.channel_id, '') = channels.channel_id
)

select
    user_id as id,
    channel_id,
    member_id,
    type,
    name,
    tags,
    {{ text("tags") }} as tags_text,
    country,
    city,
    language,
    time_zone,
    unsubscribe_email,
    unsubscribe_texting,
    has_chat,
    has_push_token,
    blocked,
    sessions_count,
    {{ instant("last_seen_at_ms", "last_seen_at", "channel_time_zone") }},
    {{ instant("created_at_ms", "created_at", "channel_time_zone") }},
    {{ instant("updated_at_ms", "updated_at", "channel_time_zone") }},
    web_device,
    web_os_name,
    web_browser_name,
    web_sessions_count,
    {{ instant("web_last_seen_at_ms", "web_last_seen_at", "channel_time_zone") }},
    mobile_device,
    mobile_os_name,
    mobile_app_name,
    mobile_app_version,
    mobile_sessions_count,
    {{ instant("mobile_last_seen_at_ms", "mobile_last_seen_at", "channel_time_zone") }},
    profile
from users
