-- One row per moment as of which a chat is told of, with logs on who has it: the last assignee, team and priority
-- that logs after the newest snapshot of then set (NULL with *_is_set: taken away); of now also how often, over all
-- logs, the chat went to another manager.
with

    later as (
        select
            chat_id,
            case_number,
            place,
            case
                when action in ('assign', 'autoAssign', 'unassign') then 'assignee'
                when action in ('assignTeam', 'unassignTeam') then 'team'
                when action = 'updatePriority' then 'priority'
            end as property,
            case when action not in ('unassign', 'unassignTeam') then items[1] end as value
        from {{ ref("int_later_logs") }}
        where action in ('unassign', 'unassignTeam')
            or (action in ('assign', 'autoAssign', 'assignTeam', 'updatePriority') and array_length(items) > 0)
    ),

    newest as (
        select chat_id, case_number, property, value
        from (
            select *, row_number() over (partition by chat_id, case_number, property order by place desc) as age
            from later
        ) as ranked
        where age = 1
    ),

    assigned as (
        select
            chat_id,
            log_values[1] as manager_id,
            lag(log_values[1]) over (partition by chat_id order by created_at_ms, message_id) as previous_manager_id
        from {{ ref("stg_messages") }}
        where log_action in ('assign', 'autoAssign') and array_length(log_values) > 0
    ),

    reassigned as (
        select chat_id, count(*) as reassignment_count
        from assigned
        where manager_id <> previous_manager_id
        group by chat_id
    ),

    settled as (
        select
            chat_id,
            case_number,
            max(case when property = 'assignee' then value end) as assignee_id,
            count(case when property = 'assignee' then 1 end) > 0 as assignee_is_set,
            max(case when property = 'team' then value end) as team_id,
            count(case when property = 'team' then 1 end) > 0 as team_is_set,
            max(case when property = 'priority' then value end) as priority,
            count(case when property = 'priority' then 1 end) > 0 as priority_is_set
        from newest
        group by chat_id, case_number
    )

select
    coalesce(settled.chat_id, reassigned.chat_id) as chat_id,
    coalesce(settled.case_number, 0) as case_number,
    settled.assignee_id,
    coalesce(settled.assignee_is_set, false) as assignee_is_set,
    settled.team_id,
    coalesce(settled.team_is_set, false) as team_is_set,
    settled.priority,
    coalesce(settled.priority_is_set, false) as priority_is_set,
    coalesce(reassigned.reassignment_count, 0) as reassignment_count
from settled
full join reassigned on settled.chat_id = reassigned.chat_id and settled.case_number = 0
