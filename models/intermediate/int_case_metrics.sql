-- One row per case with what its cycles and snoozes come to: waits, replies, resolution and snoozed time, elapsed and
-- inside operating hours.
with

    cycles as (
        select
            *,
            min(first_replied_at_ms) over (partition by chat_id, case_number) as first_replied_at_of_case_ms
        from {{ ref("int_cycle_metrics") }}
    ),

    replies as (
        select
            chat_id,
            case_number,
            min(first_replied_at_ms) as first_replied_at_ms,
            max(case when first_replied_at_ms = first_replied_at_of_case_ms then waiting_time end) as waiting_time,
            max(case when first_replied_at_ms = first_replied_at_of_case_ms then operation_waiting_time end)
                as operation_waiting_time,
            cast(sum(total_reply_time) as bigint) as total_reply_time,
            cast(sum(reply_count) as bigint) as reply_count,
            cast(sum(operation_total_reply_time) as bigint) as operation_total_reply_time,
            cast(sum(operation_reply_count) as bigint) as operation_reply_count,
            max(resolution_time) as resolution_time,
            max(operation_resolution_time) as operation_resolution_time
        from cycles
        group by chat_id, case_number
    ),

    times as (select * from {{ ref("int_span_times") }}),

    snoozes as (
        select
            snoozes.chat_id,
            snoozes.case_number,
            count(*) as snooze_count,
            cast(coalesce(sum(times.elapsed_time), 0) as bigint) as total_snoozed_time,
            cast(coalesce(sum(times.operation_time), 0) as bigint) as operation_snoozed_time
        from {{ ref("int_snoozes") }} as snoozes
        join times
            on snoozes.chat_id = times.chat_id and times.measure = 'snooze' and snoozes.snooze = times.number
        group by snoozes.chat_id, snoozes.case_number
    )

select
    cases.chat_id,
    cases.case_number,
    replies.first_replied_at_ms,
    replies.waiting_time,
    {{ average("replies.total_reply_time", "nullif(replies.reply_count, 0)") }} as avg_reply_time,
    coalesce(replies.total_reply_time, 0) as total_reply_time,
    coalesce(replies.reply_count, 0) as reply_count,
    case when cases.cycle_count > 1 then resolutions.elapsed_time else replies.resolution_time end as resolution_time,
    replies.operation_waiting_time,
    {{ average("replies.operation_total_reply_time", "nullif(replies.operation_reply_count, 0)") }}
        as operation_avg_reply_time,
    coalesce(replies.operation_total_reply_time, 0) as operation_total_reply_time,
    coalesce(replies.operation_reply_count, 0) as operation_reply_count,
    case when cases.cycle_count > 1 then resolutions.operation_time else replies.operation_resolution_time end
        as operation_resolution_time,
    coalesce(snoozes.snooze_count, 0) as snooze_count,
    coalesce(snoozes.total_snoozed_time, 0) as total_snoozed_time,
    coalesce(snoozes.operation_snoozed_time, 0) as operation_snoozed_time
from {{ ref("int_cases") }} as cases
left join replies on cases.chat_id = replies.chat_id and cases.case_number = replies.case_number
left join times as resolutions
    on cases.chat_id = resolutions.chat_id
    and resolutions.measure = 'case_resolution'
    and cases.case_number = resolutions.number
left join snoozes on cases.chat_id = snoozes.chat_id and cases.case_number = snoozes.case_number
