-- One row per section on the path of a support-bot run.
select chat_id, {{ series("1", "array_length(section_path)") }} as position, unnest(section_path) as section
from {{ ref("support_bot_runs") }}
