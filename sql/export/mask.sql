-- What a masked export puts in the place of people's names, addresses and numbers. Pseudonyms are keyed hashes: the
-- same name has the same one in every export of a home, and nobody makes them or undoes them without the home's key.
-- RE2 cannot look around. So a text is read from left to right in e-mail addresses, phone numbers, and what is neither:
-- dates, times, post codes, words, other numbers. None of those is taken apart: no phone number begins inside another.
-- RE2 has no \b for Japanese: a name is held to the ends of words only where it ends in a Latin letter or a digit.
{% set letter = "A-Za-zÀ-ɏＡ-Ｚａ-ｚ" %}
{% set sign = letter ~ "0-9０-９" %}
{% set email -%}
[{{ sign }}_][{{ sign }}_.．%+＋'－-]*(?:[@＠]|%40)[{{ sign }}－-]+(?:[.．][{{ sign }}－-]*[{{ sign }}])+
{%- endset %}
{% set dividing = "‐-―−─ーｰ－.．・()（）-" %}
{# In the forms of phone numbers 0 is a zero, # a digit, ; what divides digits, ~ the same or spaces. #}
{% set phone = [
    "(?:[+＋]|00)(?:1|8[12])~?(?:0~)?(?:#{1,4}~?#{2,4}~?#{4}|###~?###~?###)",
    "(?:[+＋]|00)[1-9](?:[-. ()]?[-. ()]?\\d){8,12}",
    "0#0~#{4}~?#{4}",
    "0##?(?:;#|~[1-9１-９])#{2,3}~#{4}",
    "0###(?:;#|~[1-9１-９])#{1,2}~#{3,4}",
    "0#{4}~#~#{4}",
    "0#{8}#?#?",
    "[2-9]\\d\\d~[2-9]\\d\\d[-. ]\\d{4}",
] | join("|") | replace("0", "[0０]") | replace("#", "[0-9０-９]") | replace(";", "[" ~ dividing ~ "]{1,2}")
  | replace("~", "(?:[ \\x{a0}　" ~ dividing ~ "]{1,3})") %}
{% set neither = [
    "(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "(?:19|20)\\d\\d[-/.]\\d\\d?[-/.]\\d\\d?", "\\d\\d?[-/.]\\d\\d?[-/.](?:19|20)\\d\\d", "\\d\\d?[:/]\\d\\d?",
    "\\d{3}-\\d{4}\\b",
    "(?i:[a-z]*(?:tel|phone|mobile|fax))", "[" ~ letter ~ "]+[0-9０-９]*", "[0-9０-９]+",
] | join("|") %}
{% set found = email ~ "|[(（]?(?:" ~ phone ~ ")" %}
{% set pieces = "(" ~ found ~ ")|(" ~ neither ~ ")" %}
create or replace temp macro folded(value) as translate(
    replace(lower(value), '%40', '@'),
    'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９＋＠（）－．　',
    'abcdefghijklmnopqrstuvwxyz0123456789+@()-. '
);
create or replace temp macro digest(kind, value) as
    concat(kind, '-', left(sha256(concat(getvariable('mask_key'), kind, value)), 12));
{# Of +81 90 …, +82 10 … and +1 202 … the domestic form counts. #}
create or replace temp macro number(value) as
    regexp_replace(regexp_replace(regexp_replace(value, '[^0-9+]', '', 'g'), '^(\+|00)8[12]0?', '0'), '^(\+|00)1', '');
{# A list of one with a lambda over it is how a macro keeps a value that it needs twice. #}
create or replace temp macro pseudonym(value) as list_transform([trim(folded(value))], lambda low: case
    when coalesce(low, '') = '' then value
    when contains(low, '@') then digest('email', low)
    when regexp_full_match(low, '[+(]*[0-9][0-9 \x{a0}{{ dividing }}]{5,}') then digest('phone', number(low))
    else digest('person', regexp_replace(low, '\s', '', 'g'))
end)[1];
{# Marks that no text holds stand before and after each piece to hide; what is neither has them before it. #}
{% set before, after = "\ufdd0", "\ufdd1" %}
create or replace temp macro without_addresses(value) as case
    when regexp_matches(value, {{ found | literal }}) then array_to_string(list_transform(
        string_split(
            concat('{{ after }}', regexp_replace(value, {{ pieces | literal }}, '{{ before }}\1{{ after }}\2', 'g')),
            '{{ before }}'
        ),
        lambda piece: concat(pseudonym(split_part(piece, '{{ after }}', 1)), split_part(piece, '{{ after }}', 2))
    ), '')
    else value
end;
create or replace temp macro without_name(value, name) as case
    when lower(name) = upper(name) then replace(value, name, pseudonym(name))
    else regexp_replace(value, concat(
        case when regexp_matches(name, '^\w') then '(?i)\b' else '(?i)' end,
        regexp_escape(name),
        case when regexp_matches(name, '\w$') then '\b' end
    ), pseudonym(name), 'g')
end;
{# Latin names go first: where a pseudonym touches a word, the word no longer begins there. #}
create or replace temp macro latin_first(names) as list_concat(
    list_filter(names, lambda name: lower(name) <> upper(name)),
    list_filter(names, lambda name: lower(name) = upper(name))
);
create or replace temp macro without_names(value, words) as list_transform([lower(value)], lambda low: list_reduce(
    list_prepend(value, latin_first(list_filter(words::varchar[], lambda word: contains(low, lower(word))))),
    lambda said, word: without_name(said, word)
))[1];
create or replace temp macro hidden(value, words) as list_transform(
    [without_addresses(value)],
    lambda said: without_names(said, list_concat(coalesce(words, []), coalesce(getvariable('mask_staff'), [])))
)[1];
