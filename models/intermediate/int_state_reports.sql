-- One row per report that a chat changed its state, from log messages and from snapshots.
-- A log report within 5 s of a snapshot's report of the same state is that report: the platform's own instant is kept.
-- state_rank orders what happens in the same millisecond (DECISIONS.md, "Same millisecond").
with

    snapshot_reports as (select * from {{ ref("stg_user_chat_reports") }}),

    log_reports as (
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

    reports as (
        select chat_id, state, reported_at_ms, 'snapshot' as source, '' as report_id
        from snapshot_reports
        union all
        select chat_id, state, reported_at_ms, 'log', message_id
        from log_reports
        where not exists (
            select 1
            from snapshot_reports
            where snapshot_reports.chat_id = log_reports.chat_id
                and snapshot_reports.state = log_reports.state
                and abs(snapshot_reports.reported_at_ms - log_reports.reported_at_ms) <= {{ five_seconds() }}
        )
    )

select *, {{ state_rank("state") }} as state_rank
from reports
