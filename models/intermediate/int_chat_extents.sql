-- One row per chat and channel that its events name, with the first and the last instant of what happened in it.
-- Kept between builds: which channels and days there are is asked of this, not of every message again.
with

    instants as (
        select chat_id, channel_id, created_at_ms as at_ms from {{ ref("stg_messages") }}
        union all
        select chat_id, channel_id, null from {{ ref("stg_user_chats") }}
        union all
        select chat_id, channel_id, null from {{ ref("stg_partial_user_chats") }}
        union all
        select chat_id, null, reported_at_ms from {{ ref("int_state_reports") }}
    )

select chat_id, channel_id, min(at_ms) as first_ms, max(at_ms) as last_ms
from instants
group by chat_id, channel_id
