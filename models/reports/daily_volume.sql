-- One row per channel, local date, dimension and member: what happened on that day to the chats that were then that
-- member's. Dimension `all` has every date of the channel's span, the others only days with something.
with

    happenings as (
        select
            chat_id, channel_id, date, assignee_id, team_id, is_reply, replied_by,
            count(case when kind = 'creation' then 1 end) as chats_created,
            count(case when kind in ('opening', 'reopening') then 1 end) as cycles_opened,
            count(case when kind = 'reopening' then 1 end) as reopenings,
            count(case when kind = 'close' then 1 end) as cycles_closed,
            count(case when kind = 'ask' then 1 end) as customer_messages,
            count(case when kind = 'reply' then 1 end) as replies
        from {{ ref("happenings") }}
        where date is not null and kind in ('creation', 'opening', 'reopening', 'close', 'ask', 'reply')
        group by chat_id, channel_id, date, assignee_id, team_id, is_reply, replied_by
    ),

    member_days as (
        select
            channel_id, date, dimension, member_id, member,
            chats_created, cycles_opened, reopenings, cycles_closed, customer_messages, replies
        from {{ by_member("happenings", ref("chat_groups"), ref("managers"), ref("teams")) }} as counted
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
