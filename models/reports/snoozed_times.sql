-- One row per channel, month, dimension and member: how often chats were snoozed in that month, and how long those were
-- that woke in it.
with

    happenings as (
        select
            chat_id, channel_id, kind, date, assignee_id, team_id, is_reply, replied_by,
            took as snoozed_time, operation_took as operation_snoozed_time
        from {{ ref("happenings") }}
        where kind in ('creation', 'snooze', 'waking')
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
    count(case when kind = 'creation' then 1 end) as chats,
    count(distinct case when kind = 'snooze' then chat_id end) as chats_snoozed,
    count(case when kind = 'snooze' then 1 end) as snoozes,
    count(snoozed_time) as snoozes_ended,
    {% for measure in ("snoozed_time", "operation_snoozed_time") %}
    {{ median_and_p90(measure) }},
    cast(coalesce(sum({{ measure }}), 0) as bigint) as {{ measure }}_total{{ "," if not loop.last }}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member
