-- One row per moment as of which a chat is told of: now (case 0), and where something that a case tells came after the
-- case, the moment until which the case was recorded.
-- Of that moment tell the snapshots taken by then. Where there is none, *_as_now says that nothing dated later tells
-- otherwise, so that the present value is the best there is (DECISIONS.md, "Cases").
with

    cases as (
        select chat_id, case_number, recorded_until_ms as until_ms
        from {{ ref("int_cases") }}
        where recorded_until_ms is not null
    ),

    told as (
        select id as chat_id, 'snapshot' as property, {{ taken_at() }} as told_at_ms
        from {{ source("user_chats") }}
        where not partial and not deleting
        union all
        select
            chat_id,
            case
                when log_action in ('assign', 'autoAssign', 'unassign') then 'assignee'
                when log_action in ('assignTeam', 'unassignTeam') then 'team'
                else 'tags'
            end,
            created_at_ms
        from {{ ref("stg_messages") }}
        where log_action in ('unassign', 'unassignTeam') or (
            log_action in ('assign', 'autoAssign', 'assignTeam', 'addTags', 'removeTags')
            and array_length(log_values) > 0
        )
        union all
        select chat_id, property, answered_at_ms
        from {{ ref("int_form_answers") }}
        where property = 'csat_comment' or {{ score("answer") }} is not null
    ),

    later as (
        select
            cases.chat_id,
            cases.case_number,
            cases.until_ms,
            count(case when told.property = 'snapshot' and told.told_at_ms <= cases.until_ms then 1 end) > 0
                as has_snapshot,
            count(case when told.property = 'assignee' and told.told_at_ms > cases.until_ms then 1 end) > 0
                as has_later_assignee,
            count(case when told.property = 'team' and told.told_at_ms > cases.until_ms then 1 end) > 0
                as has_later_team,
            count(case when told.property = 'tags' and told.told_at_ms > cases.until_ms then 1 end) > 0
                as has_later_tags,
            count(case when told.property = 'csat' and told.told_at_ms > cases.until_ms then 1 end) > 0
                as has_later_csat,
            count(case when told.property = 'csat_comment' and told.told_at_ms > cases.until_ms then 1 end) > 0
                as has_later_csat_comment
        from cases
        join told on cases.chat_id = told.chat_id
        group by cases.chat_id, cases.case_number, cases.until_ms
        having count(case when told.told_at_ms <= cases.until_ms then null else 1 end) > 0
    )

select
    chat_id,
    cast(0 as bigint) as case_number,
    cast(null as bigint) as until_ms,
    true as assignee_as_now,
    true as team_as_now,
    true as tags_as_now,
    true as csat_as_now,
    true as csat_comment_as_now,
    true as goal_as_now
from {{ ref("int_chats") }}
union all
select
    chat_id,
    case_number,
    until_ms,
    not has_snapshot and not has_later_assignee,
    not has_snapshot and not has_later_team,
    not has_snapshot and not has_later_tags,
    not has_snapshot and not has_later_csat,
    not has_snapshot and not has_later_csat_comment,
    not has_snapshot
from later
