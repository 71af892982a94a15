-- One row per case and tag that the chat had at its end.
select
    user_chat_case_id,
    chat_id,
    user_chat_case,
    {{ series("1", "array_length(tags)") }} as position,
    unnest(tags) as tag
from {{ ref("chat_cases") }}
