-- One row per channel, month, dimension, member and hour of the local day: how long customers who wrote then waited.
-- The month is that of the reply, so that it agrees with the other reports; the hour is that of the message that asked.
-- Counted are answered turns, of all cycles.
with

    happenings as (
        select
            chat_id,
            replied_at as happened_at,
            cast(replied_at_local as date) as date,
            cast(hour(asked_at_local) as bigint) as hour,
            true as is_reply,
            replied_by,
            reply_time,
            case when in_operation then operation_reply_time end as operation_reply_time
        from {{ ref("chat_turns") }}
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
    hour,
    {% for prefix in ("", "operation_") %}
    count({{ prefix }}reply_time) as {{ prefix }}replies,
    {{ median_and_p90(prefix ~ "reply_time") }}{{ "," if not loop.last }}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member, hour
