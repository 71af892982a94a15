-- One row per channel, local date, dimension and member: what happened on that day to the chats that were then that
-- member's. Dimension `all` has every date of the channel's span, the others only days with something.
with

    happenings as (
        select
            id as chat_id, created_at as happened_at, created_on as date, 'creation' as kind, false as is_reply,
            cast(null as varchar) as replied_by
        from {{ ref("user_chats") }}
        where created_on is not null
        union all
        select
            chat_id, opened_at, cast(opened_at_local as date),
            case when cycle > 1 then 'reopening' else 'opening' end, false, null
        from {{ ref("chat_cycles") }}
        union all
        select chat_id, closed_at, cast(closed_at_local as date), 'close', false, null
        from {{ ref("chat_cycles") }}
        where closed_at_local is not null
        union all
        select chat_id, created_at, cast(created_at_local as date), 'ask', false, null
        from {{ ref("messages") }}
        where message_class = 'customer'
        union all
        select chat_id, replied_at, cast(replied_at_local as date), 'reply', true, replied_by
        from {{ ref("chat_turns") }}
    ),

    owned as (
        select
            chat_id, channel_id, date, assignee_id, team_id, is_reply, replied_by,
            count(case when kind = 'creation' then 1 end) as chats_created,
            count(case when kind in ('opening', 'reopening') then 1 end) as cycles_opened,
            count(case when kind = 'reopening' then 1 end) as reopenings,
            count(case when kind = 'close' then 1 end) as cycles_closed,
            count(case when kind = 'ask' then 1 end) as customer_messages,
            count(case when kind = 'reply' then 1 end) as replies
        from {{ with_owners(
            "happenings", ref("user_chats"), ref("chat_assignments"), ref("int_newest_load")
        ) }} as owned
        group by chat_id, channel_id, date, assignee_id, team_id, is_reply, replied_by
    ),

    member_days as (
        select
            channel_id, date, dimension, member_id, member,
            chats_created, cycles_opened, reopenings, cycles_closed, customer_messages, replies
        from {{ by_member("owned", ref("chat_groups"), ref("managers"), ref("teams")) }} as counted
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
