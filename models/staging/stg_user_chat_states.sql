-- One row per chat and instant at which a snapshot was taken that says in which state the chat then was. A snapshot was
-- not taken before the changes that it tells of itself.
with snapshots as (
    select
        id as chat_id,
        state,
        greatest(
            {{ taken_at() }},
            "firstOpenedAt", "openedAt", "firstQueuedAt", "queuedAt", "closedAt", "snoozedAt"
        ) as taken_at_ms,
        version
    from {{ source("user_chats") }}
    where not partial and not deleting and state is not null
)

select chat_id, taken_at_ms, state
from (
    select
        *,
        row_number() over (
            partition by chat_id, taken_at_ms order by version desc nulls last, state desc
        ) as place
    from snapshots
    where taken_at_ms is not null
) as ranked
where place = 1
