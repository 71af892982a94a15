-- One row per channel, month, dimension and member: how satisfied customers said in that month they were.
-- A score counts when it was given; where no form tells, when the chat was closed, else created.
with

    chats as (select * from {{ ref("user_chats") }}),

    happenings as (
        select
            id as chat_id, created_at as happened_at, created_on as date, 1 as chats, cast(null as bigint) as csat,
            false as is_reply, cast(null as varchar) as replied_by
        from chats
        union all
        select
            id, coalesce(csat_answered_at, closed_at, created_at),
            cast(coalesce(csat_answered_at_local, closed_at_local, created_at_local) as date), 0, csat, false, null
        from chats
        where csat is not null
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
    count(csat) as ratings,
    {{ rate("count(csat)", "sum(chats)") }} as rating_rate,
    {{ rate("sum(csat)", "count(csat)") }} as average_score,
    {% for score in (1, 2, 3, 4, 5) %}
    count(case when csat = {{ score }} then 1 end) as score_{{ score }}{{ "," if not loop.last }}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member
