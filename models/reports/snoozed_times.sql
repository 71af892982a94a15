-- One row per channel, month, dimension and member: how often chats were snoozed in that month, and how long those were
-- that woke in it.
with

    happenings as (
        select
            id as chat_id, created_at as happened_at, created_on as date, 1 as chats, 0 as snoozes,
            cast(null as bigint) as snoozed_time, cast(null as bigint) as operation_snoozed_time,
            false as is_reply, cast(null as varchar) as replied_by
        from {{ ref("user_chats") }}
        union all
        select chat_id, snoozed_at, cast(snoozed_at_local as date), 0, 1, null, null, false, null
        from {{ ref("chat_snoozes") }}
        union all
        select
            chat_id, ended_at, cast(ended_at_local as date), 0, 0, snoozed_time, operation_snoozed_time, false, null
        from {{ ref("chat_snoozes") }}
        where ended_at is not null
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
    count(distinct case when snoozes > 0 then chat_id end) as chats_snoozed,
    cast(sum(snoozes) as bigint) as snoozes,
    count(snoozed_time) as snoozes_ended,
    {% for measure in ("snoozed_time", "operation_snoozed_time") %}
    {{ median_and_p90(measure) }},
    cast(coalesce(sum({{ measure }}), 0) as bigint) as {{ measure }}_total{{ "," if not loop.last }}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member
