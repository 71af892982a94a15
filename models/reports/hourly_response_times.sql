-- One row per channel, month, dimension, member and hour of the local day: how long customers who wrote then waited.
-- Month and hour are those of the message that asked; counted are answered turns, of all cycles.
with

    groups as (select * from {{ ref("chat_groups") }}),

    turns as (
        select
            chat_id,
            {{ first_day("month", "cast(asked_at_local as date)") }} as month,
            cast(hour(asked_at_local) as bigint) as hour,
            reply_time,
            case when in_operation then operation_reply_time end as operation_reply_time
        from {{ ref("chat_turns") }}
    )

select
    groups.channel_id,
    turns.month,
    groups.dimension,
    groups.member_id,
    groups.member,
    turns.hour,
    {% for prefix in ("", "operation_") %}
    count({{ prefix }}reply_time) as {{ prefix }}replies,
    {{ median_and_p90(prefix ~ "reply_time") }}{{ "," if not loop.last }}
    {% endfor %}
from groups
join turns on groups.chat_id = turns.chat_id
group by groups.channel_id, turns.month, groups.dimension, groups.member_id, groups.member, turns.hour
