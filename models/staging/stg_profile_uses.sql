-- One row per profile key with how many chats or customers ever had a value for it, where there are more keys than a
-- sheet has columns for; else none, since nobody asks.
with

    many as (select count(*) > {{ most_profile_columns() }} as are_too_many from {{ ref("stg_profile_keys") }}),

    profiles as (
        select 'user_chats' as entity, id, {{ json_object("profile") }} as profile
        from {{ source("user_chats") }}
        cross join many
        where are_too_many
        union all
        select 'users', id, {{ json_object("profile") }}
        from {{ source("users") }}
        cross join many
        where are_too_many
    ),

    members as (
        select entity, id, {{ json_keys("profile") }} as keys, {{ json_texts("profile") }} as texts
        from profiles
        where profile is not null
    ),

    entries as (select distinct entity, id, unnest(keys) as key, unnest(texts) as value from members)

select entity, key, count(distinct id) as use_count
from entries
where {{ some_value("value") }} is not null
group by entity, key
