-- One row per answer to the question how satisfied a customer was that a form brought: a score, or a comment.
with

    answers as (
        select distinct
            messages.chat_id,
            messages.message_id,
            messages.form."submittedAt" as answered_at_ms,
            case fields.input."bindingKey"
                when 'userChat.profile.csat' then 'csat' when 'userChat.profile.csatComment' then 'csat_comment'
            end as property,
            {{ some_value("fields.input.value->>'$'") }} as answer
        from {{ ref("stg_messages") }} as messages
        cross join unnest(messages.form.inputs) as fields (input)
        where messages.form."submittedAt" is not null
            and fields.input."bindingKey" in ('userChat.profile.csat', 'userChat.profile.csatComment')
    )

select * from answers where answer is not null and answer <> ''
