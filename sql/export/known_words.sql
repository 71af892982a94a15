-- The names, addresses and numbers known of people, to be sought in texts: one row per chosen chat and per its customer
-- with the customer's, and one without an id with the staff's; plain, in small letters, the longest first. Of a name
-- its parts count too: what stands between spaces, letters between other signs (of Latin ones three or more, since two
-- are a word of many languages), and of one written without any its beginning and end. No single character counts, no
-- short number, and no word that pseudonyms begin with.
{% macro words(names, values) -%}
unnest([
    {%- for name in names %}struct_pack(word := {{ name }}::varchar, is_name := true), {% endfor %}
    {%- for name in values %}struct_pack(word := {{ name }}::varchar, is_name := false), {% endfor -%}
    struct_pack(word := null::varchar, is_name := false)
], recursive := true)
{%- endmacro %}
{% set titles = "(?:様|さま|さん|殿|氏|先生|님|씨)" %}
{% set pseudonyms = "(?:person|email|phone)-[0-9a-f]{12}" %}
create or replace temp macro runs(word) as list_transform(
    regexp_extract_all(word, '[\p{Latin}\p{M}]{3,}|(?:[^\P{L}\p{Latin}]\p{M}*)+'),
    lambda run: regexp_replace(run, '{{ titles }}$', '')
);
create or replace temp macro alone(name) as regexp_replace(
    regexp_replace(name, '{{ pseudonyms }}', ' ', 'g'), '[\s\x{a0}　<>()（）]*{{ titles }}?[\s\x{a0}　<>()（）]*$', ''
);
create or replace temp macro ends(word) as case
    when regexp_full_match(word, '[\p{Han}\p{Hangul}々][\p{Han}\p{Hangul}\p{Hiragana}々]{2,5}') then list_concat(
        list_transform(range(2, length(word)), lambda size: left(word, size)),
        list_transform(range(2, length(word)), lambda size: right(word, size))
    )
    else []
end;
create or replace temp macro parts(name) as list_transform([runs(name)], lambda runs: list_concat(
    regexp_split_to_array(name, '[\s\x{a0}　,，、・/()（）]+'), runs, case when len(runs) = 1 then ends(runs[1]) else [] end
))[1];
create or replace temp table sought as
with
    said as (
        select [chosen.id, chosen.user_id] as subjects, {{ words(**users) }}
        from sheets.users
        join chosen on chosen.user_id = users.id
        union all
        select [chosen.id, coalesce(chosen.user_id, chosen.id)], {{ words(**chats) }}
        from sheets.user_chats
        join chosen on chosen.id = user_chats.id
        union all
        select [null], {{ words(**managers) }}
        from sheets.managers
    ),

    plainly as (
        select distinct subjects, is_name and not contains(word, '://') as is_name, lower(plain(word)) as word
        from said
        where word is not null
    ),

    known as materialized (
        select subjects, word, is_name, without_addresses(word) as safe
        from plainly
    ),

    taken as materialized (
        select
            subjects,
            case when safe = word then [word, alone(safe)] else [alone(safe)] end as wholes,
            case
                when regexp_full_match(word, '[+0-9][-0-9 .()]+') then [regexp_replace(word, '[^0-9]', '', 'g')]
                when is_name then parts(alone(safe))
                else []
            end as parts
        from known
    ),

    every as (
        select subjects, unnest(wholes) as word, true as is_whole from taken
        union all
        select subjects, regexp_replace(unnest(wholes), '[\s　]', '', 'g'), true from taken
        union all
        select subjects, unnest(parts), false from taken
    ),

    of_each as (
        select unnest(subjects) as subject, trim(word, ' 　') as word, is_whole
        from every
    )

select subject, word, bool_or(is_whole) as is_whole
from of_each
group by subject, word
having length(word) > 1
    and (regexp_matches(word, '[^0-9]') or length(word) > 4)
    and word not in ('person', 'email', 'phone');
create or replace temp table known_words as
select subject, list(word order by length(word) desc, word) as words
from sought
group by subject;
create or replace temp table known_names as
select distinct word
from sought
where is_whole or subject is null;
drop table sought;
set variable mask_staff = coalesce((select any_value(words) from known_words where subject is null), []);
set variable mask_everyone = (select list(word order by length(word) desc, word) from known_names)
