-- One row per moment as of which a chat is told of, and log message by then that tells more than the newest snapshot of
-- then; ordered as they happened.
with logs as (select * from {{ ref("stg_messages") }} where message_class = 'log')

select
    logs.chat_id,
    moments.case_number,
    logs.log_action as action,
    case
        when logs.log_values is not null then logs.log_values
        when logs.log_action in ('join', 'leave') and logs.person_type = 'manager' and logs.person_id is not null
        then [logs.person_id]
    end as items,
    row_number() over (
        partition by logs.chat_id, moments.case_number order by logs.created_at_ms, logs.message_id
    ) as place
from logs
join {{ ref("int_moments") }} as moments
    on logs.chat_id = moments.chat_id
    and (moments.until_ms is null or logs.created_at_ms <= moments.until_ms)
    and (moments.taken_at_ms is null or logs.created_at_ms > moments.taken_at_ms)
