-- One row per chat that a snapshot, a message or a reference names, with what identifies it.
-- clock_channel_id is the channel whose hours count ('' when nobody named one).
with

    snapshots as (select * from {{ ref("stg_user_chats") }}),

    partials as (select * from {{ ref("stg_partial_user_chats") }}),

    messages as (select * from {{ ref("stg_messages") }}),

    chats as (
        select
            chat_id,
            min(created_at_ms) as first_event_at_ms,
            min(case when log_action = 'create' then created_at_ms end) as create_log_at_ms,
            min(case when message_class = 'customer' then created_at_ms end) as first_customer_message_at_ms
        from messages
        group by chat_id
    ),

    ids as (
        select chat_id from chats
        union
        select chat_id from snapshots
        union
        select chat_id from partials
    ),

    first_users as (
        select chat_id, person_id
        from (
            select
                chat_id,
                person_id,
                row_number() over (partition by chat_id order by created_at_ms, message_id) as age
            from messages
            where person_type = 'user' and person_id is not null
                and not exists (
                    select 1
                    from snapshots
                    where messages.chat_id = snapshots.chat_id and snapshots.user_id is not null
                )
        ) as authors
        where age = 1
    ),

    first_channels as (
        select chat_id, channel_id
        from (
            select
                chat_id,
                channel_id,
                row_number() over (partition by chat_id order by created_at_ms, message_id) as age
            from messages
            where channel_id is not null
                and not exists (
                    select 1
                    from snapshots
                    where messages.chat_id = snapshots.chat_id and snapshots.channel_id is not null
                )
        ) as places
        where age = 1
    )

select
    ids.chat_id,
    coalesce(snapshots.channel_id, first_channels.channel_id, partials.channel_id) as channel_id,
    coalesce(snapshots.channel_id, first_channels.channel_id, partials.channel_id, '') as clock_channel_id,
    coalesce(snapshots.user_id, first_users.person_id, partials.user_id) as user_id,
    coalesce(
        snapshots.created_at_ms,
        chats.create_log_at_ms,
        chats.first_event_at_ms,
        partials.created_at_ms
    ) as created_at_ms,
    chats.first_customer_message_at_ms,
    snapshots.chat_id is not null as has_snapshot,
    chats.chat_id is not null as has_messages,
    snapshots.taken_at_ms
from ids
left join chats on ids.chat_id = chats.chat_id
left join snapshots on ids.chat_id = snapshots.chat_id
left join partials on ids.chat_id = partials.chat_id
left join first_users on ids.chat_id = first_users.chat_id
left join first_channels on ids.chat_id = first_channels.chat_id
