-- One row per log message that tells more about its chat than the newest snapshot knows; ordered as they happened.
with logs as (select * from {{ ref("stg_messages") }} where message_class = 'log')

select
    logs.chat_id,
    logs.log_action as action,
    case
        when logs.log_values is not null then logs.log_values
        when logs.log_action in ('join', 'leave') and logs.person_type = 'manager' and logs.person_id is not null
        then [logs.person_id]
    end as items,
    row_number() over (partition by logs.chat_id order by logs.created_at_ms, logs.message_id) as place
from logs
left join {{ ref("stg_user_chats") }} as snapshots on logs.chat_id = snapshots.chat_id
where snapshots.taken_at_ms is null or logs.created_at_ms > snapshots.taken_at_ms
