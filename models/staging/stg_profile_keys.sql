-- One row per key that the profile of any chat or customer ever had a value for, in any version of it.
with

    profiles as (
        select 'user_chats' as entity, profile from {{ source("user_chats") }} where profile is not null
        union all
        select 'users', profile from {{ source("users") }} where profile is not null
    )

select distinct profiles.entity, entries.key
from profiles
cross join {{ json_entries("profiles.profile") }} as entries
where entries.type <> 'NULL' and not (entries.type = 'ARRAY' and json_array_length(entries.value) = 0)
