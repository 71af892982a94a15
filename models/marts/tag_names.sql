-- One row per channel and name that a tag of it ever had, with the name that the tag has now.
-- A name that another tag has now is that tag's; of several that had it, that of the one which had it last.
with

    names as (
        select
            tags.of_channel_id as channel_id,
            names.name,
            tags.name as present_name,
            row_number() over (
                partition by tags.of_channel_id, names.name
                order by
                    case when names.name = tags.name then 0 else 1 end,
                    names.updated_at_ms desc nulls last,
                    names.tag_id
            ) as place
        from {{ ref("stg_tag_names") }} as names
        cross join {{ ref("int_only_channel") }} as only_channel
        join {{ with_channels(ref("stg_tags"), "tag_id", ref("int_only_channel")) }} as tags
            on names.tag_id = tags.tag_id
            and coalesce(names.channel_id, only_channel.channel_id, '') = coalesce(tags.of_channel_id, '')
    )

select channel_id, name, coalesce(present_name, name) as present_name
from names
where place = 1
