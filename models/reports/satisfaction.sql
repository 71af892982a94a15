-- One row per channel, month, dimension and member: how satisfied customers said in that month they were.
-- A score counts when it was given; where no form tells, when the chat was closed, else created.
with

    happenings as (
        select *, case when kind = 'creation' then 1 end as chats, score as csat
        from {{ ref("happenings") }}
        where kind in ('creation', 'rating')
    ),

    counted as (
        select * from {{ by_member("happenings", ref("chat_groups"), ref("managers"), ref("teams")) }} as counted
    )

select
    channel_id,
    {{ first_day("month", "date") }} as month,
    dimension,
    member_id,
    member,
    count(chats) as chats,
    count(csat) as ratings,
    {{ rate("count(csat)", "count(chats)") }} as rating_rate,
    {{ rate("sum(csat)", "count(csat)") }} as average_score,
    {% for score in (1, 2, 3, 4, 5) %}
    count(case when csat = {{ score }} then 1 end) as score_{{ score }}{{ "," if not loop.last }}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member
