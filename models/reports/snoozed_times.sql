-- One row per channel, month of creation, dimension and member: how often and how long those chats were snoozed.
with

    groups as (select * from {{ ref("chat_groups") }}),

    chats as (select id, {{ first_day("month", "created_on") }} as month, snooze_count from {{ ref("user_chats") }}),

    times as (
        select id as chat_id, 1 as chats, case when snooze_count > 0 then 1 else 0 end as chats_snoozed, 0 as snoozes,
            cast(null as bigint) as snoozed_time, cast(null as bigint) as operation_snoozed_time
        from chats
        union all
        select chat_id, 0, 0, 1, snoozed_time, operation_snoozed_time
        from {{ ref("chat_snoozes") }}
    )

select
    groups.channel_id,
    chats.month,
    groups.dimension,
    groups.member_id,
    groups.member,
    cast(sum(chats) as bigint) as chats,
    cast(sum(chats_snoozed) as bigint) as chats_snoozed,
    cast(sum(snoozes) as bigint) as snoozes,
    count(snoozed_time) as snoozes_ended,
    {% for measure in ("snoozed_time", "operation_snoozed_time") %}
    {{ median_and_p90(measure) }},
    cast(coalesce(sum({{ measure }}), 0) as bigint) as {{ measure }}_total{{ "," if not loop.last }}
    {% endfor %}
from groups
join times on groups.chat_id = times.chat_id
join chats on groups.chat_id = chats.id
group by groups.channel_id, chats.month, groups.dimension, groups.member_id, groups.member
