-- One row per key that the profile of any chat or customer ever had a value for, in any version of it.
with

    profiles as (
        select 'user_chats' as entity, {{ json_object("profile") }} as profile from {{ source("user_chats") }}
        union all
        select 'users', {{ json_object("profile") }} from {{ source("users") }}
    ),

    entries as (
        select entity, unnest({{ json_keys("profile") }}) as key, unnest({{ json_values("profile") }}) as value
        from profiles
        where profile is not null
    )

select distinct entity, key
from entries
where value not in ('null', '[]')
