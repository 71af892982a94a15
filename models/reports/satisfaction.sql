-- One row per channel, month of creation, dimension and member: how satisfied the customers of those chats were.
with

    groups as (select * from {{ ref("chat_groups") }}),

    chats as (select id, {{ first_day("month", "created_on") }} as month, csat from {{ ref("user_chats") }})

select
    groups.channel_id,
    chats.month,
    groups.dimension,
    groups.member_id,
    groups.member,
    count(*) as chats,
    count(csat) as ratings,
    {{ rate("count(csat)", "count(*)") }} as rating_rate,
    {{ rate("sum(csat)", "count(csat)") }} as average_score,
    {% for score in (1, 2, 3, 4, 5) %}
    count(case when csat = {{ score }} then 1 end) as score_{{ score }}{{ "," if not loop.last }}
    {% endfor %}
from groups
join chats on groups.chat_id = chats.id
group by groups.channel_id, chats.month, groups.dimension, groups.member_id, groups.member
