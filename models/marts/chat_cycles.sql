-- One row per cycle of a chat: the history that the platform overwrites at each reopening.
select
    cycles.chat_id,
    cycles.cycle,
    cycles.is_current,
    cycles.opened_by,
    {{ instant("cycles.opened_at_ms", "opened_at", "chats.time_zone") }},
    {{ instant("cycles.first_replied_at_ms", "first_replied_at", "chats.time_zone") }},
    {{ instant("cycles.closed_at_ms", "closed_at", "chats.time_zone") }},
    {{ instant("cycles.ended_at_ms", "ended_at", "chats.time_zone") }},
    cycles.waiting_time,
    cycles.avg_reply_time,
    cycles.total_reply_time,
    cycles.reply_count,
    cycles.resolution_time,
    cycles.operation_waiting_time,
    cycles.operation_avg_reply_time,
    cycles.operation_total_reply_time,
    cycles.operation_reply_count,
    cycles.operation_resolution_time
from {{ ref("int_cycle_metrics") }} as cycles
join {{ ref("user_chats") }} as chats on cycles.chat_id = chats.id
