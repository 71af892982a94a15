-- One row per chat with the first and the last local date on which anything happened in it.
with

    chats as (select id, channel_id, created_on from {{ ref("user_chats") }}),

    spans as (
        select id as chat_id, created_on as first_on, created_on as last_on
        from chats
        union all
        select chat_id, cast(min(created_at_local) as date), cast(max(created_at_local) as date)
        from {{ ref("messages") }}
        group by chat_id
        union all
        select chat_id, cast(opened_at_local as date), cast(greatest(opened_at_local, closed_at_local) as date)
        from {{ ref("chat_cycles") }}
        union all
        select chat_id, cast(snoozed_at_local as date), cast(greatest(snoozed_at_local, ended_at_local) as date)
        from {{ ref("chat_snoozes") }}
    )

select chat_id, min(chats.channel_id) as channel_id, min(first_on) as first_on, max(last_on) as last_on
from spans
join chats on spans.chat_id = chats.id
group by chat_id
