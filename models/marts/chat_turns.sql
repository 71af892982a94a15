-- One row per turn of a chat: a wait of the customer and the reply that ended it.
with

    times as (select * from {{ ref("int_span_times") }} where measure = 'reply'),

    waits as (select * from {{ ref("int_span_times") }} where measure = 'customer_wait')

select
    turns.chat_id,
    turns.turn,
    turns.cycle,
    {{ instant("turns.asked_at_ms", "asked_at", "chats.time_zone") }},
    {{ instant("turns.clock_started_at_ms", "clock_started_at", "chats.time_zone") }},
    {{ instant("turns.replied_at_ms", "replied_at", "chats.time_zone") }},
    turns.replied_by,
    times.elapsed_time as reply_time,
    times.operation_time as operation_reply_time,
    times.ends_in_operation as in_operation,
    coalesce(waits.elapsed_time, times.elapsed_time) as customer_wait_time,
    coalesce(waits.operation_time, times.operation_time) as operation_customer_wait_time
from {{ ref("int_turns") }} as turns
join times on turns.chat_id = times.chat_id and turns.turn = times.number
left join waits on turns.chat_id = waits.chat_id and turns.turn = waits.number
join {{ ref("user_chats") }} as chats on turns.chat_id = chats.id
