-- One row per channel and local date of its span: how many chats began and ended to run, and how many were left at its
-- end.
-- A cycle runs from its start to the next close or snooze, or to a reopening whose close nobody saw.
with

    happenings as (
        select channel_id, kind, date, ended_on
        from {{ ref("happenings") }}
        where kind in ('opening', 'reopening', 'snooze', 'waking')
    ),

    changes as (
        select
            channel_id,
            date,
            case when kind in ('opening', 'reopening') then 1 else 0 end as opened,
            0 as ended,
            case kind when 'snooze' then 1 when 'waking' then -1 else 0 end as snoozed
        from happenings
        union all
        select happenings.channel_id, happenings.ended_on, 0, 1, 0
        from happenings
        join {{ ref("int_newest_load") }} as newest_load on happenings.ended_on <= newest_load.last_on
        union all
        select channel_id, date, 0, 0, 0
        from {{ ref("channel_dates") }}
    ),

    days as (
        select channel_id, date, sum(opened) as opened, sum(ended) as ended, sum(snoozed) as snoozed
        from changes
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
