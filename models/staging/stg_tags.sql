-- One row per chat tag of a channel, in the newest version.
with tags as (select * from {{ newest("chat_tags", ["coalesce(\"channelId\", '')", "id"]) }} as newest)

select
    id as tag_id,
    "channelId" as channel_id,
    {{ tag_name("name") }} as name,
    description,
    {{ or_null("\"followerIds\"") }} as follower_ids,
    "createdAt" as created_at_ms
from tags
