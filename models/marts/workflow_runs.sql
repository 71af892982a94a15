-- One row per chat that a workflow run brought in.
select
    chats.chat_id,
    chats.workflow_id,
    workflows.name as workflow_name,
    chats.workflow_revision_id as revision_id,
    chats.workflow_section_path as section_path,
    {{ text("chats.workflow_section_path", " > ") }} as section_path_text,
    chats.workflow_cause_of_end as cause_of_end
from {{ ref("stg_user_chats") }} as chats
left join {{ ref("stg_workflows") }} as workflows
    on chats.channel_id = workflows.channel_id and chats.workflow_id = workflows.workflow_id
where chats.workflow_id is not null
