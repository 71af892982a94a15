-- One row per answer to the question how satisfied a customer was, scores or not: of a form, or as snapshots tell it.
select
    answers.chat_id,
    answers.source,
    answers.message_id,
    {{ instant("answers.answered_at_ms", "answered_at", "chats.time_zone") }},
    answers.answer,
    answers.score
from {{ ref("int_csat_answers") }} as answers
join {{ ref("user_chats") }} as chats on answers.chat_id = chats.id
