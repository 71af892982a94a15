-- One row per channel, month of creation, dimension and member: which of those chats were solved, and at first contact.
-- What a first contact is: DECISIONS.md, "First contact".
with

    groups as (select * from {{ ref("chat_groups") }}),

    chats as (
        select
            id,
            {{ first_day("month", "created_on") }} as month,
            first_opened_at is not null as is_opened,
            closed_at is not null as is_closed,
            reopen_count > 0 as is_reopened,
            closed_at is not null and reopen_count = 0 and reply_count > 0 as is_resolved_at_first_contact,
            reply_count
        from {{ ref("user_chats") }}
    ),

    counted as (
        select
            groups.channel_id,
            chats.month,
            groups.dimension,
            groups.member_id,
            groups.member,
            count(*) as chats,
            count(case when is_opened then 1 end) as opened,
            count(case when is_closed then 1 end) as closed,
            count(case when is_reopened then 1 end) as reopened,
            count(case when is_resolved_at_first_contact then 1 end) as resolved_at_first_contact,
            count(case when is_resolved_at_first_contact and reply_count = 1 then 1 end) as one_reply
        from groups
        join chats on groups.chat_id = chats.id
        group by groups.channel_id, chats.month, groups.dimension, groups.member_id, groups.member
    )

select
    channel_id,
    month,
    dimension,
    member_id,
    member,
    chats,
    opened,
    closed,
    reopened,
    {{ rate("reopened", "opened") }} as reopen_rate,
    resolved_at_first_contact,
    {{ rate("resolved_at_first_contact", "closed") }} as first_contact_resolution_rate,
    one_reply
from counted
