-- One row per channel, month, dimension and member: how long customers waited for replies and solutions in that month.
-- A wait and a reply count in the month of the reply, a resolution in that of its cycle's close, for whom the chat was
-- then (DECISIONS.md, "Reports count when and for whom things happen").
with

    happenings as (
        select
            chat_id, channel_id, date, assignee_id, team_id, is_reply, replied_by,
            case when kind = 'creation' then 1 end as chats,
            {% for measure, kind in [("waiting_time", "wait"), ("reply_time", "reply"), ("resolution_time", "close")] %}
            case when kind = '{{ kind }}' then took end as {{ measure }},
            case when kind = '{{ kind }}' then operation_took end as operation_{{ measure }}
            {{- "," if not loop.last }}
            {% endfor %}
        from {{ ref("happenings") }}
        where kind in ('creation', 'wait', 'reply', 'close')
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
