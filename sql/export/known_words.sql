-- The names, addresses and numbers known of people, to be sought in texts: one row per chosen chat and per its customer
-- with the customer's, and one without an id with the staff's. A name's parts count too, but no single character and no
-- short number. Longest first, so that a whole name goes before its parts.
create or replace temp table known_words as
with
    said as (
        select chosen.id as subject, unnest([{{ users | join(", ") }}]::varchar[]) as word
        from sheets.users
        join chosen on chosen.user_id = users.id
        union all
        select id, unnest([{{ chats | join(", ") }}]::varchar[])
        from sheets.user_chats
        where id in (select id from chosen)
        union all
        select null, unnest([{{ managers | join(", ") }}]::varchar[])
        from sheets.managers
    ),

    parts as (
        select subject, word from said
        union
        select subject, unnest(regexp_split_to_array(word, '[\s　]+')) from said
    ),

    sought as (
        select subject, trim(word) as word
        from parts
        where length(trim(word)) > 1 and (regexp_matches(word, '[^0-9０-９]') or length(trim(word)) > 4)
    ),

    of_subjects as (
        select subject, list(distinct word order by length(word) desc, word) as words
        from sought
        group by subject
    )

select subject, words from of_subjects
union all
select chosen.user_id, list_distinct(flatten(list(words)))
from of_subjects
join chosen on chosen.id = of_subjects.subject
group by chosen.user_id
