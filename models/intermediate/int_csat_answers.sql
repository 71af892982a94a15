-- One row per answer to the question how satisfied a customer was: of a form, or as snapshots tell it.
-- A score is a whole number from 1 to 5, however it is written; any other answer has none (DECISIONS.md, "Satisfaction
-- score").
with

    forms as (
        select
            messages.chat_id,
            messages.message_id,
            messages.form."submittedAt" as answered_at_ms,
            {{ value_text("fields.input.value") }} as answer
        from {{ ref("stg_messages") }} as messages
        cross join unnest(messages.form.inputs) as fields (input)
        where messages.form."submittedAt" is not null and fields.input."bindingKey" = 'userChat.profile.csat'
    ),

    answers as (
        select chat_id, 'form' as source, message_id, answered_at_ms, answer
        from forms
        where answer is not null and answer <> ''
        union all
        select chat_id, 'snapshot', '', last_taken_at_ms, answer
        from {{ ref("stg_csat_snapshots") }}
    )

select chat_id, source, message_id, answered_at_ms, answer, {{ score("answer") }} as score
from answers
