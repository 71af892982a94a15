-- What a masked export puts in the place of people's names, addresses and numbers. Pseudonyms are keyed hashes: the
-- same name has the same one in every export of a home, and nobody makes them or undoes them without the home's key.
-- RE2 cannot look around. So a text is read from left to right in e-mail addresses, phone numbers, and what is neither:
-- dates, times, post codes, words, other numbers. None of those is taken apart: no phone number begins inside another.
{% set letter = "A-Za-zÀ-ɏＡ-Ｚａ-ｚ" %}
{% set sign = letter ~ "0-9０-９" %}
{% set local = "[" ~ sign ~ "_][" ~ sign ~ "_.．%+＋'&＆＿!#$*^`{|}~－-]*" %}
{% set label = "[^\\s　@＠.．。,、;:/?&=#<>()（）「」\"'*]+" %}
{% set top = "[" ~ sign ~ "－-]*[" ~ sign ~ "]" %}
{% set email = local ~ "(?:[@＠]|%40)(?:(?:" ~ label ~ "[.．])+|(?:" ~ label ~ "。)+)" ~ top %}
{% set dividing = "‐-―−─ーｰ－.．~〜～・･()（）-" %}
{# In the forms of phone numbers 0 is a zero, # a digit, ; what divides digits, ~ that or a space, = also / and _. #}
{% set divided = [
    "0#0=#{4}=?#{4}",
    "0##?(?:;#|~[1-9１-９])#{2,3}~#{4}",
    "0###(?:;#|~[1-9１-９])#{1,2}~#{3,4}",
    "0#{4}~#~#{4}",
    "0[5５]0#~#{3,4}~#{4}",
    "0#0##~#{6}",
    "0#0#{4}~#{4}",
    "0#0#~#{4}~#{3}",
    "0#0の#{4}の#{4}",
    "0[789]0#{8}",
] %}
{% set undivided = ["0#{8}#?#?", "[2-9]\\d\\d~[2-9]\\d\\d[-. ]\\d{4}"] %}
{% set abroad = [
    "(?:[+＋]|00)(?:1|[8８][12１２])~?(?:0~)?(?:#{1,4}~?#{2,4}~?#{4}|###~?###~?###)",
    "(?:[+＋]|00)[1-9](?:[-. ()]?[-. ()]?\\d){8,12}",
] %}
{% macro numbers(forms) -%}
{{ forms | join("|") | replace("0", "[0０]") | replace("#", "[0-9０-９]")
    | replace("~", "(?:[\\s\\x{a0}　" ~ dividing ~ "]{1,3})") | replace("=", "(?:[\\s\\x{a0}　/_" ~ dividing ~ "]{1,3})")
    | replace(";", "[" ~ dividing ~ "]{1,2}") }}
{%- endmacro %}
{% set neither = [
    "(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "(?:19|20)\\d\\d[-/.]\\d\\d?[-/.]\\d\\d?", "\\d\\d?[-/.]\\d\\d?[-/.](?:19|20)\\d\\d", "\\d\\d?[:/]\\d\\d?",
    "\\d{3}-\\d{4}\\b",
    "[" ~ letter ~ "]+[0-9０-９]*", "[0-9０-９]+",
] | join("|") %}
{# Letters may touch a number only where dividers show that it is one: HP010-1234-5678 is, A0123456789 is not. #}
{% set address = email ~ "|[(（]?(?:" ~ numbers(abroad + divided + undivided) ~ ")" %}
{% set touched = "([" ~ letter ~ "]+)(" ~ numbers(divided) ~ ")" %}
{% set calls = "((?i:[a-z]*(?:tel|phone|mobile|fax)))" %}
{% set pieces = "(" ~ address ~ ")|" ~ calls ~ "|" ~ touched ~ "|(" ~ neither ~ ")" %}
{# Characters that no text holds: these stand around what is to be hidden. #}
{% set before, after = "\U0010ff00", "\U0010ff01" %}
{# Digits and _ are in these while names are sought: to \b they are letters, but in tanaka77 a name ends before them. #}
{% set digits, apart = "0123456789_", "\U0010ff10\U0010ff11\U0010ff12\U0010ff13\U0010ff14\U0010ff15\U0010ff16\U0010ff17"
    "\U0010ff18\U0010ff19\U0010ff1a" %}
{% set hidden_already = "(?:person|email|phone)-[a-f0-9" ~ apart ~ "]+" %}
{% set wide, usual = "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "０１２３４５６７８９’", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'" %}
{% set half = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ" %}
{% set full = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
    "\u3099\u309a" %}
-- One form for letters that are written in several: wide, half as wide, with marks apart, and İ, whose small letter i
-- regular expressions do not take for the same.
create or replace temp macro plain(value) as case
    when regexp_matches(value, '[！-ﾟ’ßİ\p{M}\x{1100}-\x{11ff}]') then regexp_replace(
        nfc_normalize(
            translate(replace(value, 'ß', 'ss'), {{ (wide ~ half) | literal }}, {{ (usual ~ full) | literal }})
        ),
        'İ|i\x{307}', 'i', 'g'
    )
    else value
end;
create or replace temp macro folded(value) as list_transform([replace(lower(plain(value)), '%40', '@')], lambda low:
    case when regexp_matches(low, '[！-￯。　]') then translate(low, '＋＠（）－．。　', '+@()-.. ')
    else low
end)[1];
-- A text without the escapes of web addresses, which are often made twice, and of HTML.
create or replace temp macro readable(value) as case
    when regexp_matches(value, '%[0-9A-Fa-f]{2}|&#64;') then coalesce(
        try(url_decode(url_decode(url_decode(replace(value, '&#64;', '@'))))), try(url_decode(value)), value
    )
    else value
end;
create or replace temp macro digest(kind, value) as
    concat(kind, '-', left(sha256(concat(getvariable('mask_key'), kind, value)), 12));
{# Of +81 90 …, +82 10 … and +1 202 … the domestic form counts; no domestic number begins with 81 or 82. #}
create or replace temp macro number(value) as regexp_replace(
    regexp_replace(regexp_replace(value, '[^0-9+]', '', 'g'), '^(?:(?:\+|00)8[12]0?|8[12]([0-9]{9,10})$)', '0\1'),
    '^(\+|00)1', ''
);
{# A list of one with a lambda over it is how a macro keeps a value that it needs twice. #}
create or replace temp macro pseudonym(value) as list_transform([trim(folded(value))], lambda low: case
    when coalesce(low, '') = '' then value
    when contains(low, '@') then digest('email', low)
    when regexp_full_match(low, '[+(]*[0-9][0-9\s\x{a0}の/_{{ dividing }}]{5,}') then digest('phone', number(low))
    else digest('person', regexp_replace(low, '\s', '', 'g'))
end)[1];
create or replace temp macro replaced(marked) as array_to_string(list_transform(
    string_split(concat('{{ after }}', replace(marked, '{{ before ~ after }}', '')), '{{ before }}'),
    lambda piece: concat(
        pseudonym(translate(split_part(piece, '{{ after }}', 1), '{{ apart }}', '{{ digits }}')),
        split_part(piece, '{{ after }}', 2)
    )
), '');
create or replace temp macro without_addresses(value) as case
    when regexp_matches(value, {{ (address ~ "|" ~ touched) | literal }})
        then replaced(regexp_replace(value, {{ pieces | literal }}, '\2\3{{ before }}\1\4{{ after }}\5', 'g'))
    else value
end;
-- A text without these words: as a regular expression of all of them, which leaves pseudonyms as they are.
create or replace temp macro without(value, words) as case
    when len(words) = 0 then value
    else replaced(regexp_replace(value, concat(
        case when regexp_matches(value, '{{ hidden_already }}') then '(?i)({{ hidden_already }})' else '(?i)(\b\B)' end,
        '|(',
        array_to_string(list_transform(words, lambda word: concat(
            case when regexp_matches(word, '^[0-9a-z]') then '\b' end,
            regexp_escape(word),
            case when regexp_matches(word, '[0-9a-z]$') then '\b' end
        )), '|'),
        ')'
    ), '\1{{ before }}\2{{ after }}', 'g'))
end;
-- Words in the order in which they are sought: those that begin or end with a digit, for they may hold others; then
-- those of letters, also beside digits, as in tanaka77; last those so short that hexadecimal numbers hold them.
create or replace temp macro turn(word) as case
    when regexp_matches(word, '^[0-9]|[0-9]$') then 1
    when regexp_full_match(word, '[a-z]{2,3}') then 3
    else 2
end;
create or replace temp macro without_these(value, words, now) as list_transform(
    [list_filter(words::varchar[], lambda word: turn(word) = now)],
    lambda these: case
        when now = 2 and regexp_matches(value, '[0-9_]') then translate(
            without(
                translate(value, '{{ digits }}', '{{ apart }}'),
                list_transform(these, lambda name: translate(name, '{{ digits }}', '{{ apart }}'))
            ),
            '{{ apart }}', '{{ digits }}'
        )
        else without(value, these)
    end
)[1];
create or replace temp macro all_in(value, words) as
    len(list_filter(words, lambda word: not contains(value, word))) = 0;
create or replace temp macro without_words(value, words) as list_reduce(
    [
        case when all_in(lower(value), words) and not contains(value, 'İ') then value else plain(value) end,
        '1', '2', '3'
    ],
    lambda said, now: without_these(said, words, now::integer)
)
