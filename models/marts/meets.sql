-- One row per call or meet of a user chat.
select
    meets.meet_id as id,
    meets.chat_id,
    {{ instant("meets.started_at_ms", "started_at", "channels.time_zone") }},
    {{ instant("meets.ended_at_ms", "ended_at", "channels.time_zone") }},
    {{ instant("meets.engaged_at_ms", "engaged_at", "channels.time_zone") }},
    meets.from_number,
    meets.to_number,
    meets.direction,
    meets.missed_reason,
    meets.ended_at_ms - meets.started_at_ms as duration,
    meets.type,
    meets.primary_number,
    meets.representative_number
from {{ ref("int_meets") }} as meets
join {{ ref("int_chats") }} as chats on meets.chat_id = chats.chat_id
join {{ ref("int_channels") }} as channels on chats.clock_channel_id = channels.channel_id
