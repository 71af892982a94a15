-- One row per name that a tag of a channel ever had.
select
    "channelId" as channel_id,
    id as tag_id,
    {{ tag_name("name") }} as name,
    max("updatedAt") as updated_at_ms
from {{ source("chat_tags") }}
where name is not null
group by "channelId", id, {{ tag_name("name") }}
