-- One row per thing that happened to a chat: when it happened, for whom, and how long it took.
-- It is for whom the chat was then (DECISIONS.md, "Reports count when and for whom things happen"); a chat without any
-- instant is created at none. What a first contact is: DECISIONS.md, "First contact".
with

    chats as (select * from {{ ref("user_chats") }}),

    cycles as (
        select
            cycles.*,
            cycles.is_current and chats.metrics_source = 'reported' as is_reported
        from {{ ref("chat_cycles") }} as cycles
        join chats on cycles.chat_id = chats.id
    ),

    first_snoozes as (
        select chat_id, cycle, min(snoozed_at_local) as snoozed_at_local
        from {{ ref("chat_snoozes") }}
        group by chat_id, cycle
    ),

    turns as (
        select
            turns.*,
            row_number() over (partition by turns.chat_id, turns.cycle order by turns.turn) = 1
                and not cycles.is_reported as is_wait
        from {{ ref("chat_turns") }} as turns
        join cycles on turns.chat_id = cycles.chat_id and turns.cycle = cycles.cycle
    ),

    calls as (
        select chat_id, engaged_at
        from {{ ref("meets") }}
        where engaged_at is not null
    ),

    closes as (
        select
            cycles.chat_id,
            cycles.cycle,
            cycles.closed_at,
            cycles.closed_at_local,
            {% for measure in ("resolution_time", "operation_resolution_time", "reply_count") %}
            case when cycles.is_reported then chats.{{ measure }} else cycles.{{ measure }} end as {{ measure }},
            {% endfor %}
            exists (
                select 1
                from calls
                where calls.chat_id = cycles.chat_id
                    and calls.engaged_at between cycles.opened_at - interval 5 seconds and cycles.closed_at
            ) as is_answered_call
        from cycles
        join chats on cycles.chat_id = chats.id
        where cycles.closed_at is not null
    ),

    happenings as (
        select
            id as chat_id,
            'creation' as kind,
            created_at as happened_at,
            created_at_local as happened_at_local,
            created_at_local as counted_at_local,
            false as is_reply,
            cast(null as varchar) as replied_by,
            cast(null as bigint) as took,
            cast(null as bigint) as operation_took,
            cast(null as bigint) as customer_took,
            cast(null as bigint) as operation_customer_took,
            cast(null as date) as ended_on,
            cast(null as bigint) as score,
            cast(null as boolean) as is_first_contact,
            cast(null as boolean) as is_one_reply
        from chats
        union all
        select
            cycles.chat_id, case when cycles.cycle > 1 then 'reopening' else 'opening' end,
            cycles.opened_at, cycles.opened_at_local, cycles.opened_at_local, false, null, null, null, null, null,
            cast(least(
                cycles.closed_at_local, first_snoozes.snoozed_at_local, cycles.ended_at_local
            ) as date),
            null, null, null
        from cycles
        left join first_snoozes on cycles.chat_id = first_snoozes.chat_id and cycles.cycle = first_snoozes.cycle
        union all
        select
            chat_id, 'close', closed_at, closed_at_local, closed_at_local, false, null,
            resolution_time, operation_resolution_time, null, null, null, null,
            cycle = 1 and (coalesce(reply_count, 0) > 0 or is_answered_call),
            cycle = 1 and coalesce(reply_count, 0) = 1
        from closes
        union all
        select
            chat_id, 'ask', created_at, created_at_local, created_at_local, false, null, null, null, null, null, null,
            null, null, null
        from {{ ref("messages") }}
        where message_class = 'customer'
        union all
        select
            chat_id, 'reply', replied_at, replied_at_local, asked_at_local, true, replied_by,
            reply_time, case when in_operation then operation_reply_time end, customer_wait_time,
            case when in_operation then operation_customer_wait_time end, null, null, null, null
        from turns
        union all
        select
            chat_id, 'wait', replied_at, replied_at_local, asked_at_local, true, replied_by,
            reply_time, operation_reply_time, customer_wait_time, operation_customer_wait_time, null, null, null, null
        from turns
        where is_wait
        union all
        select
            id, 'wait',
            {% for suffix in ("", "_local", "_local") %}
            coalesce(
                first_replied_at_after_open{{ suffix }}, closed_at{{ suffix }}, opened_at{{ suffix }},
                created_at{{ suffix }}
            ),
            {% endfor %}
            false, null, waiting_time, operation_waiting_time, null, null, null, null, null, null
        from chats
        where metrics_source = 'reported'
        union all
        select
            id, 'rating',
            {% for suffix in ("", "_local", "_local") %}
            coalesce(csat_answered_at{{ suffix }}, closed_at{{ suffix }}, created_at{{ suffix }}),
            {% endfor %}
            false, null, null, null, null, null, null, csat, null, null
        from chats
        where csat is not null
        union all
        select
            chat_id, 'snooze', snoozed_at, snoozed_at_local, snoozed_at_local, false, null, null, null, null, null,
            null, null, null, null
        from {{ ref("chat_snoozes") }}
        union all
        select
            chat_id, 'waking', ended_at, ended_at_local, ended_at_local, false, null,
            snoozed_time, operation_snoozed_time, null, null, null, null, null, null
        from {{ ref("chat_snoozes") }}
        where ended_at is not null
    )

select
    chat_id,
    channel_id,
    kind,
    happened_at,
    happened_at_local,
    date,
    cast(hour(counted_at_local) as bigint) as hour,
    assignee_id,
    team_id,
    is_reply,
    replied_by,
    took,
    operation_took,
    customer_took,
    operation_customer_took,
    ended_on,
    score,
    is_first_contact,
    is_one_reply
from {{ with_owners(
    "(select *, cast(happened_at_local as date) as date from happenings)", ref("user_chats"),
    ref("chat_assignments"), ref("int_newest_load")
) }} as owned
