-- One row per chat with what its customer said of it: the newest score that is one, and the newest comment.
-- That is of a form newer than the newest snapshot, else the snapshot's own; where that is no score, an older one.
with

    snapshots as (
        select
            chat_id,
            taken_at_ms,
            nullif({{ value_text("(profile->'$.csat')") }}, '') as answer,
            {{ value_text("(profile->'$.csatComment')") }} as comment
        from {{ ref("stg_user_chats") }}
    ),

    partials as (
        select
            chat_id,
            {{ score(value_text("(profile->'$.csat')")) }} as csat,
            {{ value_text("(profile->'$.csatComment')") }} as comment
        from {{ ref("stg_partial_user_chats") }}
        where chat_id not in (select chat_id from {{ ref("stg_user_chats") }})
    ),

    scores as (
        select answers.*, snapshots.taken_at_ms, snapshots.answer as snapshot_answer,
            snapshots.chat_id is null or (
                answers.source = 'form'
                and (snapshots.taken_at_ms is null or answers.answered_at_ms > snapshots.taken_at_ms)
            ) as is_news
        from {{ ref("int_csat_answers") }} as answers
        left join snapshots on answers.chat_id = snapshots.chat_id
        where answers.score is not null
    ),

    newest_scores as (
        select chat_id, score, case when source = 'form' then answered_at_ms end as answered_at_ms
        from (
            select
                *,
                row_number() over (
                    partition by chat_id order by answered_at_ms desc nulls last, source, message_id desc, score desc
                ) as age
            from scores
            where is_news or (snapshot_answer is not null and {{ score("snapshot_answer") }} is null)
        ) as ranked
        where age = 1
    ),

    known_answers as (
        select chat_id, max(answered_at_ms) as answered_at_ms
        from scores
        where source = 'form' and not is_news and score = {{ score("snapshot_answer") }}
        group by chat_id
    ),

    comments as (
        select
            messages.chat_id,
            messages.message_id,
            messages.form."submittedAt" as submitted_at_ms,
            {{ value_text("fields.input.value") }} as comment
        from {{ ref("stg_messages") }} as messages
        left join snapshots on messages.chat_id = snapshots.chat_id
        cross join unnest(messages.form.inputs) as fields (input)
        where fields.input."bindingKey" = 'userChat.profile.csatComment'
            and messages.form."submittedAt" is not null
            and (snapshots.taken_at_ms is null or messages.form."submittedAt" > snapshots.taken_at_ms)
    ),

    newest_comments as (
        select chat_id, comment
        from (
            select
                *,
                row_number() over (partition by chat_id order by submitted_at_ms desc, message_id desc) as age
            from comments
            where comment is not null and comment <> ''
        ) as ranked
        where age = 1
    ),

    chats as (
        select chat_id from snapshots where answer is not null or comment is not null
        union
        select chat_id from partials where csat is not null or comment is not null
        union
        select chat_id from newest_scores
        union
        select chat_id from newest_comments
    )

select
    chats.chat_id,
    coalesce(newest_scores.score, {{ score("snapshots.answer") }}, partials.csat) as csat,
    case when newest_scores.score is not null then newest_scores.answered_at_ms else known_answers.answered_at_ms end
        as csat_answered_at_ms,
    coalesce(newest_comments.comment, snapshots.comment, partials.comment) as csat_comment
from chats
left join snapshots on chats.chat_id = snapshots.chat_id
left join partials on chats.chat_id = partials.chat_id
left join newest_scores on chats.chat_id = newest_scores.chat_id
left join known_answers on chats.chat_id = known_answers.chat_id
left join newest_comments on chats.chat_id = newest_comments.chat_id
