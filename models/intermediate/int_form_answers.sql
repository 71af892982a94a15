-- One row per chat with an answer to the satisfaction form that is newer than the newest snapshot.
with

    forms as (
        select
            messages.chat_id,
            messages.message_id,
            messages.form."submittedAt" as submitted_at_ms,
            messages.form.inputs as inputs
        from {{ ref("stg_messages") }} as messages
        left join {{ ref("stg_user_chats") }} as snapshots on messages.chat_id = snapshots.chat_id
        where messages.form."submittedAt" is not null
            and (snapshots.taken_at_ms is null or messages.form."submittedAt" > snapshots.taken_at_ms)
    ),

    answers as (
        select
            forms.chat_id, forms.message_id, forms.submitted_at_ms,
            fields.input."bindingKey" as binding_key,
            {{ value_text("fields.input.value") }} as value
        from forms
        cross join unnest(forms.inputs) as fields (input)
        where fields.input."bindingKey" in ('userChat.profile.csat', 'userChat.profile.csatComment')
    ),

    newest as (
        select chat_id, binding_key, value
        from (
            select
                *,
                row_number() over (
                    partition by chat_id, binding_key
                    order by submitted_at_ms desc, message_id desc
                ) as age
            from answers
            where value is not null and value <> ''
        ) as ranked
        where age = 1
    )

select
    chat_id,
    max(case when binding_key = 'userChat.profile.csat' then value end) as csat,
    max(case when binding_key = 'userChat.profile.csatComment' then value end) as csat_comment
from newest
group by chat_id
