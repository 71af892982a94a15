-- One row per report of a chat's state: those of logs, snapshots and deletions, and states that a snapshot saw although
-- nobody had reported them (DECISIONS.md, "Seen states"). state_rank orders what happens in the same millisecond
-- (DECISIONS.md, "Same millisecond"): what a snapshot saw comes after all that happened by then.
with

    reports as (select *, {{ state_rank("state") }} as state_rank from {{ ref("int_reported_states") }}),

    telling as (
        select chat_id, state, taken_at_ms
        from {{ ref("stg_user_chat_states") }} as seen
        where state in ('opened', 'snoozed', 'closed', 'queued') and not exists (
            select 1
            from reports
            where reports.chat_id = seen.chat_id
                and reports.state = seen.state
                and abs(reports.reported_at_ms - seen.taken_at_ms) <= {{ five_seconds() }}
        )
    ),

    line as (
        select * from reports
        union all
        select chat_id, state, taken_at_ms, 'seen', '', {{ seen_rank() }} from telling
    ),

    compared as (
        select
            *,
            lag(state) over (partition by chat_id order by reported_at_ms, state_rank, report_id) as state_before
        from line
    )

select chat_id, state, reported_at_ms, source, report_id, state_rank
from compared
where source <> 'seen' or state_before is null or state_before <> state
