-- One row per chat and staff member who follows it.
select id as chat_id, {{ series("1", "array_length(manager_ids)") }} as position, unnest(manager_ids) as manager_id
from {{ ref("user_chats") }}
