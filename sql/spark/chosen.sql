-- The chats that a part of a warehouse takes, and their customers.
create temp table chosen_chats as
select id, user_id
from {{ chats }}
where (len($channels::varchar[]) = 0 or channel_id in (select unnest($channels::varchar[])))
    and ($since::date is null or created_at >= $since::date)
    and ($until::date is null or created_at < $until::date)
