-- One row per chat that a snapshot was seen of: the newest one. A key it lacks has no value.
-- Both shapes are read: v5 keeps where the chat came from under `source`, v4 at the top.
with snapshots as (select * from {{ newest("user_chats", ["id"], "not partial") }} as newest)

select
    id as chat_id,
    {{ snapshot_columns() }}
from snapshots
