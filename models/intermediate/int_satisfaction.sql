-- One row per moment as of which a chat is told of, with what its customer had said of it by then: the newest score
-- that is one, and the newest comment. That is of a form newer than the newest snapshot of then, else that snapshot's
-- own; where that is no score, an older one.
with

    moments as (select * from {{ ref("int_moments") }}),

    partials as (
        select
            chat_id,
            cast(0 as bigint) as case_number,
            {{ score(some_value("profile->>'$.csat'")) }} as csat,
            {{ some_value("profile->>'$.csatComment'") }} as comment
        from {{ ref("stg_partial_user_chats") }} as partials
        where not exists (select 1 from {{ ref("stg_user_chats") }} as chats where partials.chat_id = chats.chat_id)
    ),

    forms as (
        select
            forms.*, moments.case_number, moments.csat_answer,
            moments.taken_at_ms is null or forms.answered_at_ms > moments.taken_at_ms as is_news
        from {{ ref("int_form_answers") }} as forms
        join moments
            on forms.chat_id = moments.chat_id
            and (moments.until_ms is null or forms.answered_at_ms <= moments.until_ms)
    ),

    scores as (
        select
            chat_id, case_number, 'form' as source, message_id, answered_at_ms, {{ score("answer") }} as score, is_news,
            csat_answer
        from forms
        where property = 'csat'
        union all
        select
            told.chat_id, moments.case_number, 'snapshot', '', told.taken_at_ms, {{ score("told.answer") }}, false,
            moments.csat_answer
        from {{ ref("stg_csat_snapshots") }} as told
        join moments
            on told.chat_id = moments.chat_id
            and (moments.until_ms is null or told.taken_at_ms <= moments.until_ms)
    ),

    newest_scores as (
        select chat_id, case_number, score, case when source = 'form' then answered_at_ms end as answered_at_ms
        from (
            select
                *,
                row_number() over (
                    partition by chat_id, case_number
                    order by answered_at_ms desc nulls last, source, message_id desc, score desc
                ) as age
            from scores
            where score is not null
                and (is_news or (csat_answer is not null and {{ score("csat_answer") }} is null))
        ) as ranked
        where age = 1
    ),

    known_answers as (
        select chat_id, case_number, max(answered_at_ms) as answered_at_ms
        from scores
        where source = 'form' and not is_news and score = {{ score("csat_answer") }}
        group by chat_id, case_number
    ),

    newest_comments as (
        select chat_id, case_number, answer as comment
        from (
            select
                *,
                row_number() over (
                    partition by chat_id, case_number order by answered_at_ms desc, message_id desc
                ) as age
            from forms
            where property = 'csat_comment' and is_news
        ) as ranked
        where age = 1
    ),

    told as (
        select chat_id, case_number, csat_answer, csat_comment
        from moments
        where csat_answer is not null or csat_comment is not null
    ),

    ids as (
        select chat_id, case_number from told
        union
        select chat_id, case_number from partials where csat is not null or comment is not null
        union
        select chat_id, case_number from newest_scores
        union
        select chat_id, case_number from newest_comments
    )

select
    ids.chat_id,
    ids.case_number,
    coalesce(newest_scores.score, {{ score("told.csat_answer") }}, partials.csat) as csat,
    case when newest_scores.score is not null then newest_scores.answered_at_ms else known_answers.answered_at_ms end
        as csat_answered_at_ms,
    coalesce(newest_comments.comment, told.csat_comment, partials.comment) as csat_comment
from ids
left join told on ids.chat_id = told.chat_id and ids.case_number = told.case_number
left join partials on ids.chat_id = partials.chat_id and ids.case_number = partials.case_number
left join newest_scores on ids.chat_id = newest_scores.chat_id and ids.case_number = newest_scores.case_number
left join known_answers on ids.chat_id = known_answers.chat_id and ids.case_number = known_answers.case_number
left join newest_comments on ids.chat_id = newest_comments.chat_id and ids.case_number = newest_comments.case_number
