-- One row per channel, month, dimension and member: how long customers waited for replies and solutions in that month.
-- A wait and a reply count in the month of the reply, a resolution in that of its cycle's close, for whom the chat was
-- then (DECISIONS.md, "Reports count when and for whom things happen").
with

    chats as (select * from {{ ref("user_chats") }}),

    turns as (
        select
            turns.*,
            row_number() over (partition by turns.chat_id, turns.cycle order by turns.turn) = 1
                and not (cycles.is_current and chats.metrics_source = 'reported') as is_wait
        from {{ ref("chat_turns") }} as turns
        join {{ ref("chat_cycles") }} as cycles on turns.chat_id = cycles.chat_id and turns.cycle = cycles.cycle
        join chats on turns.chat_id = chats.id
    ),

    happenings as (
        select
            id as chat_id, created_at as happened_at, created_on as date, false as is_reply,
            cast(null as varchar) as replied_by, 1 as chats,
            {% for measure in ("waiting_time", "reply_time", "resolution_time") %}
            cast(null as bigint) as {{ measure }}, cast(null as bigint) as operation_{{ measure }}
            {{- "," if not loop.last }}
            {% endfor %}
        from chats
        union all
        select
            chat_id, replied_at, cast(replied_at_local as date), true, replied_by, 0,
            case when is_wait then reply_time end, case when is_wait then operation_reply_time end,
            reply_time, case when in_operation then operation_reply_time end,
            null, null
        from turns
        union all
        select
            id, coalesce(first_replied_at_after_open, closed_at, opened_at, created_at),
            cast(coalesce(
                first_replied_at_after_open_local, closed_at_local, opened_at_local, created_at_local
            ) as date),
            false, null, 0, waiting_time, operation_waiting_time, null, null, null, null
        from chats
        where metrics_source = 'reported'
        union all
        select
            cycles.chat_id, cycles.closed_at, cast(cycles.closed_at_local as date), false, null, 0,
            null, null, null, null,
            {% for measure in ("resolution_time", "operation_resolution_time") %}
            case
                when cycles.is_current and chats.metrics_source = 'reported' then chats.{{ measure }}
                else cycles.{{ measure }}
            end{{ "," if not loop.last }}
            {% endfor %}
        from {{ ref("chat_cycles") }} as cycles
        join chats on cycles.chat_id = chats.id
        where cycles.closed_at is not null
    ),

    owned as (
        select *
        from {{ with_owners(
            "happenings", ref("user_chats"), ref("chat_assignments"), ref("int_newest_load")
        ) }} as owned
    ),

    counted as (
        select * from {{ by_member("owned", ref("chat_groups"), ref("managers"), ref("teams")) }} as counted
    )

select
    channel_id,
    {{ first_day("month", "date") }} as month,
    dimension,
    member_id,
    member,
    cast(sum(chats) as bigint) as chats,
    {% for measure, count in [
        ("waiting_time", "waits"), ("reply_time", "replies"), ("resolution_time", "resolutions")
    ] %}
    {% for prefix in ("", "operation_") %}
    count({{ prefix }}{{ measure }}) as {{ prefix }}{{ count }},
    {{ median_and_p90(prefix ~ measure) }}{{ "," if not (loop.last and measure == "resolution_time") }}
    {% endfor %}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member
