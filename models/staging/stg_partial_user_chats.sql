-- One row per chat that other events refer to by an object without a version: no snapshot, it only fills gaps.
with partials as (select * from {{ newest("user_chats", ["id"], "partial") }} as newest)

select
    id as chat_id,
    {{ snapshot_columns() }}
from partials
