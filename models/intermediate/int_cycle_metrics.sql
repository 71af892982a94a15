-- One row per cycle with its reply and resolution metrics, elapsed and inside operating hours.
with

    times as (select * from {{ ref("int_span_times") }}),

    turns as (
        select
            turns.chat_id, turns.cycle, turns.turn, turns.replied_at_ms,
            times.elapsed_time, times.operation_time, times.ends_in_operation,
            row_number() over (partition by turns.chat_id, turns.cycle order by turns.turn) as turn_of_cycle
        from {{ ref("int_turns") }} as turns
        join times on turns.chat_id = times.chat_id and times.measure = 'reply' and turns.turn = times.number
    ),

    replies as (
        select
            chat_id,
            cycle,
            min(replied_at_ms) as first_replied_at_ms,
            max(case when turn_of_cycle = 1 then elapsed_time end) as waiting_time,
            max(case when turn_of_cycle = 1 then operation_time end) as operation_waiting_time,
            cast(sum(elapsed_time) as bigint) as total_reply_time,
            count(*) as reply_count,
            cast(
                coalesce(sum(case when ends_in_operation then operation_time end), 0) as bigint
            ) as operation_total_reply_time,
            count(case when ends_in_operation then 1 end) as operation_reply_count
        from turns
        group by chat_id, cycle
    )

select
    cycles.chat_id,
    cycles.cycle,
    cycles.case_number,
    cycles.opened_at_ms,
    cycles.opened_by,
    cycles.closed_at_ms,
    cycles.ended_at_ms,
    cycles.is_current,
    replies.first_replied_at_ms,
    replies.waiting_time,
    {{ average("replies.total_reply_time", "replies.reply_count") }} as avg_reply_time,
    coalesce(replies.total_reply_time, 0) as total_reply_time,
    coalesce(replies.reply_count, 0) as reply_count,
    resolutions.elapsed_time as resolution_time,
    replies.operation_waiting_time,
    {{ average("replies.operation_total_reply_time", "nullif(replies.operation_reply_count, 0)") }}
        as operation_avg_reply_time,
    coalesce(replies.operation_total_reply_time, 0) as operation_total_reply_time,
    coalesce(replies.operation_reply_count, 0) as operation_reply_count,
    resolutions.operation_time as operation_resolution_time
from {{ ref("int_cycles") }} as cycles
left join replies on cycles.chat_id = replies.chat_id and cycles.cycle = replies.cycle
left join times as resolutions
    on cycles.chat_id = resolutions.chat_id and resolutions.measure = 'resolution' and cycles.cycle = resolutions.number
