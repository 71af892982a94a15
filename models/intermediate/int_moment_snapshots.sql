-- One row per moment as of which a chat is told of, and of which a snapshot tells: the newest one taken by then.
with

    moments as (select * from {{ ref("int_moments") }} where case_number > 0),

    taken as (
        select
            moments.case_number,
            snapshots.*,
            count(snapshots.version) over moment = count(*) over moment as every_version
        from moments
        join (
            select *, {{ taken_at() }} as told_at_ms
            from {{ source("user_chats") }}
            where not partial and not deleting and id in (select chat_id from moments)
        ) as snapshots on moments.chat_id = snapshots.id and snapshots.told_at_ms <= moments.until_ms
        window moment as (partition by snapshots.id, moments.case_number)
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

    described as (select id as chat_id, case_number, {{ snapshot_columns() }} from newest)

select
    chat_id, cast(0 as bigint) as case_number, taken_at_ms, manager_ids, tags, assignee_id, team_id, goal_state,
    goal_event_name, goal_checked_at_ms, profile
from {{ ref("stg_user_chats") }}
union all
select
    chat_id, case_number, taken_at_ms, manager_ids, tags, assignee_id, team_id, goal_state,
    goal_event_name, goal_checked_at_ms, profile
from described
