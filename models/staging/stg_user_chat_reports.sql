-- One row per chat, state and instant that any snapshot ever reported: openedAt resets at each reopening, so older
-- snapshots know what newer ones forgot.
with

    snapshots as (select * from {{ source("user_chats") }} where not partial),

    reports as (
        select id, 'opened' as state, "firstOpenedAt" as reported_at_ms from snapshots
        union all
        select id, 'opened', "openedAt" from snapshots
        union all
        select id, 'closed', "closedAt" from snapshots
        union all
        select id, 'snoozed', "snoozedAt" from snapshots
        union all
        select id, 'queued', "firstQueuedAt" from snapshots
        union all
        select id, 'queued', "queuedAt" from snapshots
    )

select distinct id as chat_id, state, reported_at_ms
from reports
where reported_at_ms is not null
