-- One row per key that the profile of any chat or customer ever had a value for, in any version of it.
with

    profiles as (
        select 'user_chats' as entity, {{ json_object("profile") }} as profile from {{ source("user_chats") }}
        union all
        select 'users', {{ json_object("profile") }} from {{ source("users") }}
    ),

    members as (
        select entity, {{ json_keys("profile") }} as keys, {{ json_texts("profile") }} as texts
        from profiles
        where profile is not null
    ),

    entries as (select entity, unnest(keys) as key, unnest(texts) as value from members)

select distinct entity, key
from entries
where {{ some_value("value") }} is not null
