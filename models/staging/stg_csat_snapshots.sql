-- One row per chat, satisfaction score, as it is written, and instant at which a snapshot was taken that told it.
with

    snapshots as (
        select
            id as chat_id,
            {{ taken_at() }} as taken_at_ms,
            {{ some_value("(" ~ json_object("profile") ~ ")->>'$.csat'") }} as answer
        from {{ source("user_chats") }}
        where not partial and not deleting and profile is not null
    )

select distinct chat_id, answer, taken_at_ms
from snapshots
where answer is not null and answer <> ''
