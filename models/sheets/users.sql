-- One row per customer who has a chat: the platform's "User data"; profile keys follow the fixed columns.
{% set keys = profile_keys("users") %}
select
    id,
    member_id as "memberId",
    type,
    name,
    tags,
    country,
    city,
    language,
    time_zone as "timeZone",
    unsubscribe_email as "unsubscribeEmail",
    unsubscribe_texting as "unsubscribeTexting",
    has_chat as "hasChat",
    has_push_token as "hasPushToken",
    blocked,
    sessions_count as "sessionsCount",
    last_seen_at_local as "lastSeenAt",
    created_at_local as "createdAt",
    updated_at_local as "updatedAt",
    web_device as "web.device",
    web_os_name as "web.osName",
    web_browser_name as "web.browserName",
    web_sessions_count as "web.sessionsCount",
    web_last_seen_at_local as "web.lastSeenAt",
    mobile_device as "mobile.device",
    mobile_os_name as "mobile.osName",
    mobile_app_name as "mobile.appName",
    mobile_app_version as "mobile.appVersion",
    mobile_sessions_count as "mobile.sessionsCount",
    mobile_last_seen_at_local as "mobile.lastSeenAt",
    {{ profile_columns(keys) }}
    {{ utc_twins({
        "lastSeenAt": "last_seen_at", "createdAt": "created_at", "updatedAt": "updated_at",
        "web.lastSeenAt": "web_last_seen_at", "mobile.lastSeenAt": "mobile_last_seen_at"
    }) }}
from {{ with_profile(ref("users"), keys) }}
where id in (select user_id from {{ ref("user_chats") }})
