-- What a masked export puts in the place of people's names, addresses and numbers. Pseudonyms are keyed hashes: the same
-- name has the same one in every export of a home, and nobody makes them or undoes them without the home's key.
-- RE2 has no \b for Japanese, so a name in Latin letters is sought as a word, any other wherever it stands.
{% set digit = "[0-9０-９]" %}
{% set gap = "[-‐‑‒–―−ー－ .　()（）]{1,2}" %}
{% set email = "[\\w.%+-]+[@＠][A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+" %}
{% set phone -%}
(?:^|[^0-9０-９A-Za-z])([(（]?[0０]{{ digit }}{1,4}{{ gap }}{{ digit }}{1,4}{{ gap }}{{ digit }}{3,4}|[0０]{{ digit }}{8,10}|[+＋]{{ digit }}{1,3}(?:{{ gap }}?{{ digit }}{1,4}){2,5}|\(?[2-9]\d{2}\)?[-. ]{1,2}\d{3}[-. ]\d{4})
{%- endset %}
create or replace temp macro folded(value) as
    lower(translate(value, '０１２３４５６７８９＋＠（）－．　', '0123456789+@()-. '));
create or replace temp macro digest(kind, value) as
    concat(kind, '-', left(sha256(concat(getvariable('mask_key'), kind, value)), 12));
create or replace temp macro pseudonym(value) as case
    when coalesce(trim(folded(value)), '') = '' then value
    when contains(folded(value), '@') then digest('email', trim(folded(value)))
    when regexp_full_match(trim(folded(value)), '[+(]?[0-9][-0-9 .()‐‑‒–―−ー]{5,}') then
        digest('phone', regexp_replace(regexp_replace(folded(value), '[^0-9+]', '', 'g'), '^(\+|00)8[12]0?', '0'))
    else digest('person', regexp_replace(folded(value), '\s', '', 'g'))
end;
create or replace temp macro without_addresses(value) as list_reduce(
    list_prepend(value, list_concat(regexp_extract_all(value, '{{ email }}'), regexp_extract_all(value, '{{ phone }}', 1))),
    lambda said, found: replace(said, found, pseudonym(found))
);
create or replace temp macro without_names(value, words) as list_transform([lower(value)], lambda low: list_reduce(
    list_prepend(value, list_filter(words, lambda word: contains(low, lower(word)))),
    lambda said, word: case
        when regexp_full_match(word, '[ -~]+') then
            regexp_replace(said, concat('(?i)\b', regexp_escape(word), '\b'), pseudonym(word), 'g')
        else replace(said, word, pseudonym(word))
    end
))[1];
{# A list of one with a lambda over it is how a macro keeps a value that it needs twice. #}
create or replace temp macro hidden(value, words) as list_transform(
    [without_addresses(value)],
    lambda said: without_names(said, list_concat(coalesce(words, []), coalesce(getvariable('mask_staff'), [])))
)[1];
