-- One row per key of chat or customer profiles that becomes a column of a sheet, with its place among them.
-- csat and csatComment have columns of their own. Names of columns do not tell upper from lower case: of keys that
-- differ in nothing else, the later ones' labels get a number.
with

    named as (
        select
            keys.entity,
            keys.key,
            schemas.display_order,
            settings.position as settings_position,
            row_number() over (
                partition by keys.entity, lower(keys.key)
                order by case when keys.key in ('csat', 'csatComment') then 0 else 1 end, keys.key
            ) as namesake
        from {{ ref("stg_profile_keys") }} as keys
        left join {{ ref("stg_profile_schemas") }} as schemas on keys.entity = 'user_chats' and keys.key = schemas.key
        left join {{ settings("profile_order") }} as settings on keys.entity = 'user_chats' and keys.key = settings.key
        where strpos(keys.key, chr(0)) = 0
    )

select
    entity,
    key,
    case when namesake = 1 then key else concat(key, ' (', namesake, ')') end as label,
    row_number() over (
        partition by entity order by settings_position nulls last, display_order nulls last, key
    ) as position
from named
where not (entity = 'user_chats' and key in ('csat', 'csatComment'))
