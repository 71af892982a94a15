-- One row per key of chat or customer profiles that becomes a column of a sheet, with its place among them.
-- Keys that the fixed columns hold are left out.
with

    named as (
        select keys.entity, keys.key, keys.display_order, settings.position as settings_position
        from {{ ref("stg_profile_keys") }} as keys
        left join {{ settings("profile_order") }} as settings on keys.entity = 'user_chats' and keys.key = settings.key
        where not (keys.entity = 'user_chats' and keys.key in ('csat', 'csatComment'))
    )

select
    entity,
    key,
    row_number() over (
        partition by entity order by settings_position nulls last, display_order nulls last, key
    ) as position
from named
