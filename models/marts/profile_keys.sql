-- One row per key of chat or customer profiles that becomes a column of a sheet, with its place among them.
-- csat and csatComment have columns of their own. Names of columns do not tell upper from lower case: of keys that
-- differ in nothing else, the later ones' labels get a number, the next one that is not itself the name of a key.
-- Whoever writes on a website can set keys, and a table cannot have a column for each of many thousands: those after the
-- first 1,000 share a column, profile.(others), whose name no key gets.
{% set most, others = 1000, "(others)" %}
with

    keys as (
        select entity, key, lower(key) as name from {{ ref("stg_profile_keys") }} where strpos(key, chr(0)) = 0
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
        from keys
    ),

    numbers as (select {{ series("2", "(select count(*) + 1 from keys)") }} as number),

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

    placed as (
        select
            named.entity,
            named.key,
            case
                when named.namesake = 1 then named.key else concat(named.key, ' (', free_numbers.number, ')')
            end as label,
            schemas.type as schema_type,
            row_number() over (
                partition by named.entity
                order by settings.position nulls last, schemas.display_order nulls last, named.key
            ) as position
        from named
        left join free_numbers
            on named.entity = free_numbers.entity
            and named.name = free_numbers.name
            and named.namesake = free_numbers.namesake
        left join {{ ref("stg_profile_schemas") }} as schemas
            on named.entity = 'user_chats' and named.key = schemas.key
        left join {{ settings("profile_order") }} as settings
            on named.entity = 'user_chats' and named.key = settings.key
        where named.key is not null and not (named.entity = 'user_chats' and named.key in ('csat', 'csatComment'))
    )

select
    entity,
    key,
    case when position <= {{ most }} then label else '{{ others }}' end as label,
    position,
    case when position <= {{ most }} then schema_type end as schema_type,
    position > {{ most }} as is_shared
from placed
