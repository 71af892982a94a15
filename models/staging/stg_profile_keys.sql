-- One row per key that the profile of any chat or customer ever had a value for, in any version of it.
with

    profiles as (
        select 'user_chats' as entity, {{ json_object("profile") }} as profile from {{ source("user_chats") }}
        union all
        select 'users', {{ json_object("profile") }} from {{ source("users") }}
    )

select distinct profiles.entity, entries.key
from profiles
cross join {{ json_entries("profiles.profile") }} as entries
where profiles.profile is not null
    and entries.type <> 'NULL' and not (entries.type = 'ARRAY' and json_array_length(entries.value) = 0)
