-- One row per section on the path of a workflow run.
select chat_id, {{ series("1", "array_length(section_path)") }} as position, unnest(section_path) as section
from {{ ref("workflow_runs") }}
