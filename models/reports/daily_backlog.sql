-- One row per channel and local date of its span: how many chats began and ended to run, and how many were left at its
-- end.
-- A cycle runs from its start to the next close or snooze, or to a reopening whose close nobody saw.
with

    chats as (select id, channel_id from {{ ref("user_chats") }}),

    snoozes as (select * from {{ ref("chat_snoozes") }}),

    first_snoozes as (
        select chat_id, cycle, min(snoozed_at_local) as snoozed_at_local
        from snoozes
        group by chat_id, cycle
    ),

    runs as (
        select
            cycles.chat_id,
            cycles.opened_at_local,
            least(cycles.closed_at_local, first_snoozes.snoozed_at_local, cycles.ended_at_local) as run_ended_at_local
        from {{ ref("chat_cycles") }} as cycles
        left join first_snoozes on cycles.chat_id = first_snoozes.chat_id and cycles.cycle = first_snoozes.cycle
    ),

    changes as (
        select chat_id, cast(opened_at_local as date) as date, 1 as opened, 0 as ended, 0 as snoozed from runs
        union all
        select chat_id, cast(run_ended_at_local as date), 0, 1, 0 from runs where run_ended_at_local is not null
        union all
        select chat_id, cast(snoozed_at_local as date), 0, 0, 1 from snoozes
        union all
        select chat_id, cast(ended_at_local as date), 0, 0, -1 from snoozes where ended_at_local is not null
    ),

    days as (
        select channel_id, date, sum(opened) as opened, sum(ended) as ended, sum(snoozed) as snoozed
        from (
            select chats.channel_id, changes.date, changes.opened, changes.ended, changes.snoozed
            from changes
            join chats on changes.chat_id = chats.id
            join {{ ref("int_newest_load") }} as newest_load on changes.date <= newest_load.last_on
            union all
            select channel_id, date, 0, 0, 0
            from {{ ref("channel_dates") }}
        ) as channel_changes
        group by channel_id, date
    )

select
    channel_id,
    date,
    cast(opened as bigint) as opened,
    cast(ended as bigint) as ended,
    cast(sum(opened - ended) over so_far as bigint) as open_at_end,
    cast(sum(snoozed) over so_far as bigint) as snoozed_at_end
from days
window so_far as (partition by channel_id order by date rows between unbounded preceding and current row)
