-- One row per call or meet of a chat: the platform's "UserChat meet data".
select
    id,
    chat_id as "userChatId",
    started_at_local as "startedAt",
    ended_at_local as "endedAt",
    engaged_at_local as "engagedAt",
    from_number as "from",
    to_number as "to",
    direction,
    missed_reason as "missedReason",
    duration,
    type,
    primary_number as "primaryNumber",
    representative_number as "representativeNumber",
    {{ utc_twins({"startedAt": "started_at", "endedAt": "ended_at", "engagedAt": "engaged_at"}) }}
from {{ ref("meets") }}
