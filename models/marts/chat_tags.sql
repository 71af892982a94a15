-- One row per chat and tag, with the levels of the tag's "/" hierarchy.
with tagged as (
    select id as chat_id, {{ series("1", "array_length(tags)") }} as position, unnest(tags) as tag
    from {{ ref("user_chats") }}
)

select
    chat_id,
    position,
    tag,
    split_part(tag, '/', 1) as tag_level_1,
    nullif(split_part(tag, '/', 2), '') as tag_level_2,
    nullif(split_part(tag, '/', 3), '') as tag_level_3
from tagged
