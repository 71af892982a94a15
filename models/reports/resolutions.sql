-- One row per channel, month, dimension and member: what was opened, reopened and solved in that month, and at first
-- contact. What a first contact is: DECISIONS.md, "First contact".
with

    calls as (
        select chat_id, engaged_at
        from {{ ref("meets") }}
        where engaged_at is not null
    ),

    cycles as (
        select
            cycles.chat_id,
            cycles.cycle,
            cycles.opened_at,
            cycles.opened_at_local,
            cycles.closed_at,
            cycles.closed_at_local,
            case
                when cycles.is_current and chats.metrics_source = 'reported' then chats.reply_count
                else cycles.reply_count
            end as reply_count,
            exists (
                select 1
                from calls
                where calls.chat_id = cycles.chat_id
                    and calls.engaged_at between cycles.opened_at - interval 5 seconds and cycles.closed_at
            ) as is_answered_call
        from {{ ref("chat_cycles") }} as cycles
        join {{ ref("user_chats") }} as chats on cycles.chat_id = chats.id
    ),

    happenings as (
        select
            id as chat_id, created_at as happened_at, created_on as date, 'creation' as kind,
            false as is_first_contact, false as is_one_reply, false as is_reply, cast(null as varchar) as replied_by
        from {{ ref("user_chats") }}
        union all
        select
            chat_id, opened_at, cast(opened_at_local as date),
            case when cycle > 1 then 'reopening' else 'opening' end, false, false, false, null
        from cycles
        union all
        select
            chat_id, closed_at, cast(closed_at_local as date), 'close',
            cycle = 1 and (reply_count > 0 or is_answered_call), cycle = 1 and reply_count = 1, false, null
        from cycles
        where closed_at is not null
    ),

    owned as (
        select *
        from {{ with_owners(
            "happenings", ref("user_chats"), ref("chat_assignments"), ref("int_newest_load")
        ) }} as owned
    ),

    counted as (
        select * from {{ by_member("owned", ref("chat_groups"), ref("managers"), ref("teams")) }} as counted
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
