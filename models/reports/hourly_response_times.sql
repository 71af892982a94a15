-- One row per channel, month, dimension, member and hour of the local day: how long customers who wrote then waited.
-- The month is that of the reply, so that it agrees with the other reports; the hour is that of the message that asked.
-- Counted are answered turns, of all cycles.
with

    happenings as (
        select *, took as reply_time, operation_took as operation_reply_time
        from {{ ref("happenings") }}
        where kind = 'reply'
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
    hour,
    {% for prefix in ("", "operation_") %}
    count({{ prefix }}reply_time) as {{ prefix }}replies,
    {{ median_and_p90(prefix ~ "reply_time") }}{{ "," if not loop.last }}
    {% endfor %}
from counted
group by channel_id, {{ first_day("month", "date") }}, dimension, member_id, member, hour
