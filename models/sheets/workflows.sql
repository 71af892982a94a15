-- One row per workflow run that brought in a chat: the platform's "Workflow data".
select
    workflow_id as id,
    revision_id as "revisionId",
    section_path as "sectionPath",
    cause_of_end as "causeOfEnd",
    chat_id as "userChatId"
from {{ ref("workflow_runs") }}
