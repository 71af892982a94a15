-- One row per channel, local date, dimension and member: what happened to the chats of that member on that day.
-- Dimension `all` has every date of the channel's span, the others only days with something.
with

    groups as (select * from {{ ref("chat_groups") }}),

    happenings as (
        select id as chat_id, created_on as date, 'creation' as kind
        from {{ ref("user_chats") }}
        where created_on is not null
        union all
        select chat_id, cast(opened_at_local as date), case when cycle > 1 then 'reopening' else 'opening' end
        from {{ ref("chat_cycles") }}
        union all
        select chat_id, cast(closed_at_local as date), 'close'
        from {{ ref("chat_cycles") }}
        where closed_at_local is not null
        union all
        select chat_id, cast(created_at_local as date), 'ask'
        from {{ ref("messages") }}
        where message_class = 'customer'
        union all
        select chat_id, cast(replied_at_local as date), 'reply'
        from {{ ref("chat_turns") }}
    ),

    chat_days as (
        select
            chat_id,
            date,
            count(case when kind = 'creation' then 1 end) as chats_created,
            count(case when kind in ('opening', 'reopening') then 1 end) as cycles_opened,
            count(case when kind = 'reopening' then 1 end) as reopenings,
            count(case when kind = 'close' then 1 end) as cycles_closed,
            count(case when kind = 'ask' then 1 end) as customer_messages,
            count(case when kind = 'reply' then 1 end) as replies
        from happenings
        group by chat_id, date
    ),

    member_days as (
        select
            groups.channel_id, chat_days.date, groups.dimension, groups.member_id, groups.member,
            chats_created, cycles_opened, reopenings, cycles_closed, customer_messages, replies
        from groups
        join chat_days on groups.chat_id = chat_days.chat_id
        union all
        select channel_id, date, 'all', 'all', 'all', 0, 0, 0, 0, 0, 0
        from {{ ref("channel_dates") }}
    )

select
    channel_id,
    date,
    dimension,
    member_id,
    member,
    cast(sum(chats_created) as bigint) as chats_created,
    cast(sum(cycles_opened) as bigint) as cycles_opened,
    cast(sum(reopenings) as bigint) as reopenings,
    cast(sum(cycles_closed) as bigint) as cycles_closed,
    cast(sum(customer_messages) as bigint) as customer_messages,
    cast(sum(replies) as bigint) as replies
from member_days
group by channel_id, date, dimension, member_id, member
