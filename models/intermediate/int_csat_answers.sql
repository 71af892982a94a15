-- One row per answer to the question how satisfied a customer was: of a form, or as snapshots tell it.
-- A score is a whole number from 1 to 5, however it is written; any other answer has none (DECISIONS.md, "Satisfaction
-- score").
with

    answers as (
        select chat_id, 'form' as source, message_id, answered_at_ms, answer
        from {{ ref("int_form_answers") }}
        where property = 'csat'
        union all
        select chat_id, 'snapshot', '', max(taken_at_ms), answer
        from {{ ref("stg_csat_snapshots") }}
        group by chat_id, answer
    )

select chat_id, source, message_id, answered_at_ms, answer, {{ score("answer") }} as score
from answers
