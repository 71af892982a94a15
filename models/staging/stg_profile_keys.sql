-- One row per key that the profile of any chat or customer ever had a value for, in any version of it.
with

    profiles as (
        select 'user_chats' as entity, profile from {{ source("user_chats") }} where profile is not null
        union all
        select 'users', profile from {{ source("users") }} where profile is not null
    ),

    schemas as (
        select key, display_order
        from (
            select
                key,
                "order" as display_order,
                row_number() over (partition by key order by version desc nulls last, "updatedAt" desc nulls last, seq desc) as age
            from {{ source("profile_schemas") }}
        ) as versions
        where age = 1
    ),

    keys as (
        select distinct profiles.entity, entries.key
        from profiles
        cross join {{ json_entries("profiles.profile") }} as entries
        where entries.type <> 'NULL' and not (entries.type = 'ARRAY' and json_array_length(entries.value) = 0)
    )

select keys.entity, keys.key, schemas.display_order
from keys
left join schemas on keys.entity = 'user_chats' and keys.key = schemas.key
