-- One row per customer, in the newest version.
with

    users as (
        select *, {{ json_object("profile") }} as profile_object
        from {{ newest("users", ["id"]) }} as newest
    )

select
    id as user_id,
    "channelId" as channel_id,
    "memberId" as member_id,
    type,
    coalesce(name, {{ some_value("profile_object->>'$.name'") }}) as name,
    {{ or_null("tags") }} as tags,
    cast(profile_object as varchar) as profile,
    country,
    city,
    language,
    "timeZone" as time_zone,
    "unsubscribeEmail" as unsubscribe_email,
    "unsubscribeTexting" as unsubscribe_texting,
    "hasChat" as has_chat,
    "hasPushToken" as has_push_token,
    blocked,
    "sessionsCount" as sessions_count,
    "lastSeenAt" as last_seen_at_ms,
    "createdAt" as created_at_ms,
    "updatedAt" as updated_at_ms,
    web.device as web_device,
    web."osName" as web_os_name,
    web."browserName" as web_browser_name,
    web."sessionsCount" as web_sessions_count,
    web."lastSeenAt" as web_last_seen_at_ms,
    mobile.device as mobile_device,
    mobile."osName" as mobile_os_name,
    mobile."appName" as mobile_app_name,
    mobile."appVersion" as mobile_app_version,
    mobile."sessionsCount" as mobile_sessions_count,
    mobile."lastSeenAt" as mobile_last_seen_at_ms
from users
