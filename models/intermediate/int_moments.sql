-- One row per moment as of which a chat is told of, with the snapshot that was the newest one then: now (case 0), and
-- where something that a case tells came after the case, the moment until which the case was recorded.
-- Where no snapshot was taken by then, *_as_now says that nothing dated later tells otherwise, so that the present
-- value is the best there is (DECISIONS.md, "Cases").
with

    cases as (
        select chat_id, case_number, recorded_until_ms as until_ms
        from {{ ref("int_cases") }}
        where recorded_until_ms is not null
    ),

    snapshots as (
        select *, {{ taken_at() }} as told_at_ms
        from {{ source("user_chats") }}
        where not partial and not deleting
    ),

    told as (
        select id as chat_id, 'snapshot' as property, told_at_ms from snapshots
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
            count(case when told.property = 'assignee' then 1 end) > 0 as has_assignee,
            count(case when told.property = 'team' then 1 end) > 0 as has_team,
            count(case when told.property = 'tags' then 1 end) > 0 as has_tags,
            count(case when told.property = 'csat' then 1 end) > 0 as has_csat,
            count(case when told.property = 'csat_comment' then 1 end) > 0 as has_csat_comment
        from cases
        join told
            on cases.chat_id = told.chat_id and (told.told_at_ms > cases.until_ms or told.told_at_ms is null)
        group by cases.chat_id, cases.case_number, cases.until_ms
    ),

    taken as (
        select
            later.case_number,
            snapshots.*,
            count(snapshots.version) over moment = count(*) over moment as every_version
        from later
        join snapshots on later.chat_id = snapshots.id and snapshots.told_at_ms <= later.until_ms
        window moment as (partition by snapshots.id, later.case_number)
    ),

    newest as (
        select *
        from (
            select
                *,
                row_number() over (partition by id, case_number order by {{ newest_first("every_version") }}) as age
            from taken
        ) as ranked
        where age = 1
    ),

    moments as (
        select
            chat_id, cast(0 as bigint) as case_number, cast(null as bigint) as until_ms, false as has_assignee,
            false as has_team, false as has_tags, false as has_csat, false as has_csat_comment
        from {{ ref("int_chats") }}
        union all
        select * from later
    ),

    descriptions as (
        select *, cast(0 as bigint) as case_number from {{ ref("stg_user_chats") }}
        union all
        select id as chat_id, {{ snapshot_columns() }}, case_number from newest
    )

select
    moments.chat_id,
    moments.case_number,
    moments.until_ms,
    about.chat_id is not null as has_snapshot,
    about.taken_at_ms,
    about.assignee_id,
    about.team_id,
    about.manager_ids,
    about.tags,
    about.goal_state,
    about.goal_event_name,
    about.goal_checked_at_ms,
    nullif({{ some_value("about.profile->>'$.csat'") }}, '') as csat_answer,
    {{ some_value("about.profile->>'$.csatComment'") }} as csat_comment,
    about.chat_id is null and not moments.has_assignee as assignee_as_now,
    about.chat_id is null and not moments.has_team as team_as_now,
    about.chat_id is null and not moments.has_tags as tags_as_now,
    about.chat_id is null and not moments.has_csat as csat_as_now,
    about.chat_id is null and not moments.has_csat_comment as csat_comment_as_now
from moments
left join descriptions as about on moments.chat_id = about.chat_id and moments.case_number = about.case_number
