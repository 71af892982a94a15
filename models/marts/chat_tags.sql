-- One row per chat and tag, with the levels of the "/" hierarchy of the name that the tag has now.
with

    tagged as (
        select id as chat_id, channel_id, {{ series("1", "array_length(tags)") }} as position, unnest(tags) as tag
        from {{ ref("user_chats") }}
    ),

    listed as (select distinct coalesce(channel_id, '') as channel_id from {{ ref("tag_names") }}),

    named as (
        select
            tagged.chat_id,
            tagged.position,
            tagged.tag,
            coalesce(names.present_name, tagged.tag) as present_name,
            case when listed.channel_id is not null then names.name is not null end as is_listed
        from tagged
        left join {{ ref("tag_names") }} as names
            on coalesce(tagged.channel_id, '') = coalesce(names.channel_id, '') and tagged.tag = names.name
        left join listed on coalesce(tagged.channel_id, '') = listed.channel_id
    )

select
    chat_id,
    position,
    tag,
    present_name,
    is_listed,
    split_part(present_name, '/', 1) as tag_level_1,
    nullif(split_part(present_name, '/', 2), '') as tag_level_2,
    nullif(split_part(present_name, '/', 3), '') as tag_level_3
from named
