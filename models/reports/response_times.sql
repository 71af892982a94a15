-- One row per channel, month of creation, dimension and member: how long the customers of those chats waited.
-- Waiting and resolution are of a chat's current cycle, as in the download; replies are all of its answered turns.
with

    groups as (select * from {{ ref("chat_groups") }}),

    chats as (select * from {{ ref("user_chats") }}),

    times as (
        select
            id as chat_id, 1 as chats, waiting_time, operation_waiting_time, resolution_time, operation_resolution_time,
            cast(null as bigint) as reply_time, cast(null as bigint) as operation_reply_time
        from chats
        union all
        select chat_id, 0, null, null, null, null, reply_time, case when in_operation then operation_reply_time end
        from {{ ref("chat_turns") }}
    ),

    dated as (
        select times.*, {{ first_day("month", "chats.created_on") }} as month
        from times
        join chats on times.chat_id = chats.id
    )

select
    groups.channel_id,
    dated.month,
    groups.dimension,
    groups.member_id,
    groups.member,
    cast(sum(chats) as bigint) as chats,
    {% for measure, count in [
        ("waiting_time", "waits"), ("reply_time", "replies"), ("resolution_time", "resolutions")
    ] %}
    {% for prefix in ("", "operation_") %}
    count({{ prefix }}{{ measure }}) as {{ prefix }}{{ count }},
    {{ median_and_p90(prefix ~ measure) }}{{ "," if not (loop.last and measure == "resolution_time") }}
    {% endfor %}
    {% endfor %}
from groups
join dated on groups.chat_id = dated.chat_id
group by groups.channel_id, dated.month, groups.dimension, groups.member_id, groups.member
