-- One row per key of chat or customer profiles that becomes a column of a sheet, with its place among them.
-- csat and csatComment have columns of their own. Whoever writes on a website can set keys, and a table cannot have a
-- column for each of many thousands: the first 500 have one, those of the settings before those of the profile schema
-- before the most used ones. The others share a column, profile.(others), whose name no key gets.
-- Names of columns do not tell upper from lower case: of keys that differ in nothing else, the later ones' labels get a
-- number, the next one that is not itself the name of a key with a column.
{% set others = "(others)" %}
with

    ranked as (
        select
            keys.entity,
            keys.key,
            schemas.type as schema_type,
            settings.position as settings_position,
            schemas.display_order,
            row_number() over (
                partition by keys.entity
                order by
                    settings.position nulls last,
                    schemas.display_order nulls last,
                    coalesce(uses.use_count, 0) desc,
                    keys.key
            ) > {{ most_profile_columns() }} as is_shared
        from {{ ref("stg_profile_keys") }} as keys
        left join {{ ref("stg_profile_uses") }} as uses on keys.entity = uses.entity and keys.key = uses.key
        left join {{ ref("stg_profile_schemas") }} as schemas
            on keys.entity = 'user_chats' and keys.key = schemas.key
        left join {{ settings("profile_order") }} as settings
            on keys.entity = 'user_chats' and keys.key = settings.key
        where strpos(keys.key, chr(0)) = 0
            and not (keys.entity = 'user_chats' and keys.key in ('csat', 'csatComment'))
    ),

    names as (
        select entity, key, lower(key) as name from ranked where not is_shared
        union
        select entity, key, lower(coalesce(key, '{{ others }}'))
        from (
            values ('user_chats', 'csat'), ('user_chats', 'csatComment'), ('user_chats', null), ('users', null)
        ) as taken (entity, key)
    ),

    named as (
        select
            entity,
            key,
            name,
            row_number() over (
                partition by entity, name
                order by case when key is null or key in ('csat', 'csatComment') then 0 else 1 end, key
            ) as namesake
        from names
    ),

    numbers as (select {{ series("2", "(select count(*) + 1 from names)") }} as number),

    free_numbers as (
        select
            groups.entity,
            groups.name,
            numbers.number,
            row_number() over (partition by groups.entity, groups.name order by numbers.number) + 1 as namesake
        from (select entity, name from named where namesake = 2) as groups
        cross join numbers
        left join named as taken
            on groups.entity = taken.entity and concat(groups.name, ' (', numbers.number, ')') = taken.name
        where taken.name is null
    ),

    labelled as (
        select
            named.entity,
            named.key,
            case
                when named.namesake = 1 then named.key else concat(named.key, ' (', free_numbers.number, ')')
            end as label
        from named
        left join free_numbers
            on named.entity = free_numbers.entity
            and named.name = free_numbers.name
            and named.namesake = free_numbers.namesake
    )

select
    ranked.entity,
    ranked.key,
    case when ranked.is_shared then '{{ others }}' else labelled.label end as label,
    row_number() over (
        partition by ranked.entity
        order by
            case when ranked.is_shared then 1 else 0 end,
            ranked.settings_position nulls last,
            ranked.display_order nulls last,
            ranked.key
    ) as position,
    case when not ranked.is_shared then ranked.schema_type end as schema_type,
    ranked.is_shared
from ranked
left join labelled on ranked.entity = labelled.entity and ranked.key = labelled.key and not ranked.is_shared
