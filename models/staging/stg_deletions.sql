-- One row per message or chat that a webhook deletes, and the last instant that its body knows of.
select distinct 'messages' as entity, id, cast(null as bigint) as deleted_at_ms
from {{ source("messages") }}
where deleting
union all
select distinct 'user_chats', id, {{ taken_at() }}
from {{ source("user_chats") }}
where deleting
