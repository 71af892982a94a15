-- One row per channel, month, dimension and member: what was opened, reopened and solved in that month, and at first
-- contact. What a first contact is: DECISIONS.md, "First contact".
with

    happenings as (
        select * from {{ ref("happenings") }} where kind in ('creation', 'opening', 'reopening', 'close')
    ),

    counted as (
        select * from {{ by_member("happenings", ref("chat_groups"), ref("managers"), ref("teams")) }} as counted
    ),

    sums as (
        select
            channel_id,
            {{ first_day("month", "date") }} as month,
            dimension,
            member_id,
            member,
            count(case when kind = 'creation' then 1 end) as chats,
            count(case when kind in ('opening', 'reopening') then 1 end) as opened,
            count(case when kind = 'close' then 1 end) as closed,
            count(case when kind = 'reopening' then 1 end) as reopened,
            count(case when is_first_contact then 1 end) as resolved_at_first_contact,
            count(case when is_one_reply then 1 end) as one_reply
        from counted
        group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member
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
from sums
