-- One row per turn: the customer's first unanswered message and the staff reply that ended the wait.
-- A staff message is countable when its cycle has begun and has no close yet. Countable staff messages and closes cut a
-- chat into segments; a segment that ends in a countable staff message and holds a customer message is a turn.
-- Bots do not answer (DECISIONS.md, "What counts as a reply"); which ask starts the clock is a setting ("First ask").
-- Clocks of a message and of the change that it causes differ by a little, so a close acts 5 s later, and the start
-- after a close, or the first of all, 5 s earlier, each in its order (DECISIONS.md, "Grace").
with

    messages as (
        select chat_id, message_id, person_id, message_class, created_at_ms
        from {{ ref("stg_messages") }}
        where message_class in ('customer', 'staff')
    ),

    cycles as (select * from {{ ref("int_cycles") }}),

    changes as (
        select
            chat_id, state, changed_at_ms, state_rank, starts_cycle, cycle,
            first_value(
                case when starts_cycle then {{ place("changed_at_ms", "state_rank") }} end ignore nulls
            ) over (
                partition by chat_id
                order by changed_at_ms, state_rank, report_id
                rows between 1 following and unbounded following
            ) as next_start
        from {{ ref("int_state_changes") }}
        where state = 'closed' or starts_cycle
    ),

    closes as (
        select
            chat_id,
            cycle,
            least(
                next_start - 1, {{ place("changed_at_ms + " ~ five_seconds(), state_rank("'closed'")) }}
            ) as place
        from changes
        where state = 'closed'
    ),

    last_closes as (select chat_id, cycle, max(place) as place from closes group by chat_id, cycle),

    starts as (
        select
            changes.chat_id,
            changes.cycle,
            case
                when changes.cycle = 1 or last_closes.place is not null
                then greatest(
                    {{ place("changes.changed_at_ms - " ~ five_seconds(), state_rank("'opened'")) }},
                    coalesce(last_closes.place + 1, 0)
                )
                else {{ place("changes.changed_at_ms", "changes.state_rank") }}
            end as place
        from changes
        left join last_closes on changes.chat_id = last_closes.chat_id and changes.cycle - 1 = last_closes.cycle
        where changes.starts_cycle
    ),

    events as (
        select
            chat_id,
            {{ place("created_at_ms", message_rank("message_class")) }} as place,
            message_id as event_id,
            message_class as kind,
            created_at_ms as at_ms,
            person_id
        from messages
        union all
        select chat_id, place, '', 'start', null, null from starts
        union all
        select chat_id, place, '', 'close', null, null from closes
    ),

    placed as (
        select
            *,
            count(case when kind = 'start' then 1 end) over so_far as cycle,
            last_value(case when kind in ('start', 'close') then kind end ignore nulls) over so_far as last_change
        from events
        window so_far as (
            partition by chat_id order by place, event_id rows between unbounded preceding and current row
        )
    ),

    cut as (
        select
            *,
            kind = 'staff' and coalesce(last_change = 'start', false) as is_countable,
            count(case when kind = 'close' or (kind = 'staff' and last_change = 'start') then 1 end) over (
                partition by chat_id order by place, event_id rows between unbounded preceding and 1 preceding
            ) as segment
        from placed
        where kind <> 'start'
    ),

    turns as (
        select
            chat_id,
            segment,
            {{ "min" if setting.reply_clock == "first" else "max" }}(
                case when kind = 'customer' then at_ms end
            ) as asked_at_ms,
            max(case when is_countable then at_ms end) as replied_at_ms,
            max(case when is_countable then cycle end) as cycle,
            max(case when is_countable then person_id end) as replied_by
        from cut
        group by chat_id, segment
    )

select
    turns.chat_id,
    row_number() over (partition by turns.chat_id order by turns.segment) as turn,
    turns.cycle,
    turns.asked_at_ms,
    least(greatest(turns.asked_at_ms, cycles.opened_at_ms), turns.replied_at_ms) as clock_started_at_ms,
    turns.replied_at_ms,
    turns.replied_by
from turns
join cycles on turns.chat_id = cycles.chat_id and turns.cycle = cycles.cycle
where turns.asked_at_ms is not null and turns.replied_at_ms is not null
