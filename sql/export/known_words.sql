-- The names, addresses and numbers known of people, to be sought in texts: one row per chosen chat and per its customer
-- with the customer's, and one without an id with the staff's. A name's parts count too, and all of it without spaces,
-- but no single character, no short number, and no word that pseudonyms begin with. Longest first: parts come last.
create or replace temp table known_words as
with
    said as (
        select [chosen.id, chosen.user_id] as subjects, unnest([{{ users | join(", ") }}]::varchar[]) as word
        from sheets.users
        join chosen on chosen.user_id = users.id
        union all
        select [chosen.id, coalesce(chosen.user_id, chosen.id)], unnest([{{ chats | join(", ") }}]::varchar[])
        from sheets.user_chats
        join chosen on chosen.id = user_chats.id
        union all
        select [null], unnest([{{ managers | join(", ") }}]::varchar[])
        from sheets.managers
    ),

    parts as (
        select subjects, word from said
        union all
        select subjects, unnest(
            list_append(regexp_split_to_array(word, '[\s　,，、・/()（）]+'), regexp_replace(word, '[\s　]', '', 'g'))
        )
        from said
        where not regexp_matches(word, '[@＠]|[0-9０-９].*[0-9０-９]')  -- neither an address nor a number
    ),

    sought as (
        select distinct unnest(subjects) as subject, trim(word, ' 　') as word
        from parts
    )

select subject, list(word order by length(word) desc, word) as words
from sought
where length(word) > 1
    and (regexp_matches(word, '[^0-9０-９]') or length(word) > 4)
    and lower(word) not in ('person', 'email', 'phone')
    and without_addresses(word) = word
group by subject
