-- One row per name that a tag of a channel ever had.
with

    tags as (
        select "channelId" as channel_id, id as tag_id, {{ tag_name("name") }} as name, "updatedAt" as updated_at_ms
        from {{ source("chat_tags") }}
        where name is not null
    )

select channel_id, tag_id, name, max(updated_at_ms) as updated_at_ms
from tags
group by channel_id, tag_id, name
