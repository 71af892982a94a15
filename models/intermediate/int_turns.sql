-- One row per turn: the customer's first unanswered message and the staff reply that ended the wait.
-- A staff message is countable when its cycle has begun and has no close yet. Countable staff messages and closes cut a
-- chat into segments; a segment that ends in a countable staff message and holds a customer message is a turn.
-- Bots do not answer (DECISIONS.md, "What counts as a reply"); which ask starts the clock is a setting ("First ask").
with

    messages as (
        select chat_id, message_id, person_id, message_class, created_at_ms
        from {{ ref("stg_messages") }}
        where message_class in ('customer', 'staff')
    ),

    cycles as (select * from {{ ref("int_cycles") }}),

    events as (
        select
            chat_id,
            created_at_ms as at_ms,
            {{ message_rank("message_class") }} as rank,
            message_id as event_id,
            message_class as kind,
            person_id
        from messages
        union all
        select
            chat_id,
            changed_at_ms,
            state_rank,
            report_id,
            case when state = 'closed' then 'close' else 'start' end,
            null
        from {{ ref("int_state_changes") }}
        where state = 'closed' or starts_cycle
    ),

    placed as (
        select
            *,
            count(case when kind = 'start' then 1 end) over so_far as cycle,
            last_value(case when kind in ('start', 'close') then kind end ignore nulls) over so_far as last_change
        from events
        window so_far as (
            partition by chat_id order by at_ms, rank, event_id rows between unbounded preceding and current row
        )
    ),

    cut as (
        select
            *,
            kind = 'staff' and coalesce(last_change = 'start', false) as is_countable,
            count(case when kind = 'close' or (kind = 'staff' and last_change = 'start') then 1 end) over (
                partition by chat_id order by at_ms, rank, event_id rows between unbounded preceding and 1 preceding
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
    greatest(turns.asked_at_ms, cycles.opened_at_ms) as clock_started_at_ms,
    turns.replied_at_ms,
    turns.replied_by
from turns
join cycles on turns.chat_id = cycles.chat_id and turns.cycle = cycles.cycle
where turns.asked_at_ms is not null and turns.replied_at_ms is not null
