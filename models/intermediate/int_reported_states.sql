-- One row per report that a chat changed its state: from log messages, from the instants of snapshots, from deletions.
-- A snapshot's report stands for the nearest log of its state within 5 s, and for logs of that state beside that one,
-- with no log of another state between: the platform's own instant is kept (DECISIONS.md, "Five seconds").
with

    snapshot_reports as (select * from {{ ref("stg_user_chat_reports") }}),

    state_logs as (
        select
            chat_id,
            case
                when log_action in ('open', 'autoOpen') then 'opened'
                when log_action in ('close', 'autoClose') then 'closed'
                when log_action = 'snooze' then 'snoozed'
                when log_action = 'enqueue' then 'queued'
                when log_action = 'miss' then 'missed'
            end as state,
            created_at_ms as reported_at_ms,
            message_id
        from {{ ref("stg_messages") }}
        where log_action in ('open', 'autoOpen', 'close', 'autoClose', 'snooze', 'enqueue', 'miss')
    ),

    near as (
        select
            logs.message_id,
            logs.chat_id,
            snapshots.state,
            snapshots.reported_at_ms,
            logs.reported_at_ms as logged_at_ms
        from snapshot_reports as snapshots
        join state_logs as logs
            on snapshots.chat_id = logs.chat_id
            and snapshots.state = logs.state
            and abs(snapshots.reported_at_ms - logs.reported_at_ms) <= {{ five_seconds() }}
    ),

    groups as (
        select chat_id, state, reported_at_ms, min(message_id) as message_id, count(*) as log_count
        from near
        group by chat_id, state, reported_at_ms
    ),

    crowded as (
        select near.*
        from near
        join groups
            on near.chat_id = groups.chat_id
            and near.state = groups.state
            and near.reported_at_ms = groups.reported_at_ms
        where groups.log_count > 1
    ),

    compared as (
        select
            *,
            case
                when state = lag(state) over (
                    partition by chat_id order by reported_at_ms, {{ state_rank("state") }}, message_id
                ) then 0
                else 1
            end as is_other
        from state_logs
        where chat_id in (select chat_id from crowded)
    ),

    runs as (
        select
            message_id,
            sum(is_other) over (
                partition by chat_id order by reported_at_ms, {{ state_rank("state") }}, message_id
                rows between unbounded preceding and current row
            ) as run
        from compared
    ),

    stood_for as (
        select message_id from groups where log_count = 1
        union all
        select message_id
        from (
            select
                crowded.message_id,
                runs.run,
                first_value(runs.run) over (
                    partition by crowded.chat_id, crowded.state, crowded.reported_at_ms
                    order by
                        abs(crowded.logged_at_ms - crowded.reported_at_ms), crowded.logged_at_ms, crowded.message_id
                ) as nearest_run
            from crowded
            join runs on crowded.message_id = runs.message_id
        ) as placed
        where run = nearest_run
    ),

    deletions as (
        select id as chat_id, min(deleted_at_ms) as deleted_at_ms
        from {{ ref("stg_deletions") }}
        where entity = 'user_chats'
        group by id
    ),

    reports as (
        select chat_id, state, reported_at_ms, 'snapshot' as source, '' as report_id
        from snapshot_reports
        union all
        select chat_id, state, reported_at_ms, 'log', message_id
        from state_logs
        where not exists (select 1 from stood_for where state_logs.message_id = stood_for.message_id)
    ),

    last_instants as (
        select chat_id, max(at_ms) as at_ms
        from (
            select chat_id, created_at_ms as at_ms
            from {{ ref("stg_messages") }}
            where chat_id in (select chat_id from deletions where deleted_at_ms is null)
            union all
            select chat_id, reported_at_ms
            from reports
            where chat_id in (select chat_id from deletions where deleted_at_ms is null)
        ) as instants
        group by chat_id
    )

select chat_id, state, reported_at_ms, source, report_id
from reports
union all
select deletions.chat_id, 'closed', coalesce(deletions.deleted_at_ms, last_instants.at_ms), 'deletion', 'deleted'
from deletions
left join last_instants on deletions.chat_id = last_instants.chat_id
where coalesce(deletions.deleted_at_ms, last_instants.at_ms) is not null
