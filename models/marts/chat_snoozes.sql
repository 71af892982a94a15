-- One row per snooze of a chat; a snooze that still runs has no end and no time.
with times as (select * from {{ ref("int_span_times") }} where measure = 'snooze')

select
    snoozes.chat_id,
    snoozes.snooze,
    snoozes.cycle,
    {{ instant("snoozes.snoozed_at_ms", "snoozed_at", "chats.time_zone") }},
    {{ instant("snoozes.ended_at_ms", "ended_at", "chats.time_zone") }},
    times.elapsed_time as snoozed_time,
    times.operation_time as operation_snoozed_time
from {{ ref("int_snoozes") }} as snoozes
join times on snoozes.chat_id = times.chat_id and snoozes.snooze = times.number
join {{ ref("user_chats") }} as chats on snoozes.chat_id = chats.id
