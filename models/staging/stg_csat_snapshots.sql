-- One row per chat and satisfaction score, as it is written, that any snapshot told: when the last one told it.
with

    snapshots as (
        select
            id as chat_id,
            {{ taken_at() }} as taken_at_ms,
            {{ value_text("(" ~ json_object("profile") ~ "->'$.csat')") }} as answer
        from {{ source("user_chats") }}
        where not partial and not deleting and profile is not null
    )

select chat_id, answer, max(taken_at_ms) as last_taken_at_ms
from snapshots
where answer is not null and answer <> ''
group by chat_id, answer
