-- Each row of a sheet as its XML. Excel's rules are held here, one cell form per SQL type:
-- numbers of more than 15 digits and dates outside 1900-03-01 … 9999 become text; text loses the characters XML forbids,
-- keeps _xHHHH_ as it is written, and ends after 32,767 UTF-16 units.
{% set forbidden = "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{FFFE}\\x{FFFF}]" %}
{% set decoded = "_x[0-9A-Fa-f]{4}_" %}
{# At most 32,767 UTF-16 units: a forbidden character, gone later, stands for the first half of each surrogate pair. #}
{% macro whole(value) %}
case when strlen({{ value }}) <= 32767 then {{ value }} else left(regexp_replace(left({{ value }}, 32767), '([\x{10000}-\x{10FFFF}])', chr(1) || '\1', 'g'), 32767) end
{%- endmacro %}
{% macro escaped(value) %}
case when regexp_matches({{ value }}, '[&<>\r]|{{ forbidden }}|{{ decoded }}') then
    replace(replace(replace(replace(
        regexp_replace(regexp_replace({{ value }}, '{{ forbidden }}', '', 'g'), '_(x[0-9A-Fa-f]{4})', '_x005F_\1', 'g'),
        '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), chr(13), '_x000D_')
else {{ value }} end
{%- endmacro %}
{% macro string(value) %}
concat('<c t="inlineStr"><is><t xml:space="preserve">', {{ escaped(value) }}, '</t></is></c>')
{%- endmacro %}
{% macro number(value, style="") %}
concat('<c{{ style }}><v>', {{ value }}, '</v></c>')
{%- endmacro %}
{% macro cell(value, form) %}
{% if form == "text" %}
{{ string("(" ~ whole(value) ~ ")") }}
{%- elif form == "boolean" %}
{{ number(value ~ "::utinyint", ' t="b"') }}
{%- elif form == "integer" %}
case when {{ value }} between -999999999999999 and 999999999999999 then {{ number(value) }} else {{ string(value ~ "::varchar") }} end
{%- elif form == "clock" %}
{{ number("(" ~ value ~ " / 86400000.0)::double", ' s="2"') }}
{%- elif form == "seconds" %}
{{ number("(" ~ value ~ " / 1000.0)::double") }}
{%- elif form == "words" %}
{{ string("concat(" ~ value ~ " // 3600000, 'h ', " ~ value ~ " // 60000 % 60, 'm ', " ~ value ~ " // 1000 % 60, 's')") }}
{%- elif form == "instant" %}
case when {{ value }} between timestamp '1900-03-01' and timestamp '9999-12-31 23:59:59.999' then {{ number("(epoch_ms(" ~ value ~ ") / 86400000.0 + 25569)::decimal(18, 9)", ' s="1"') }} else {{ string(value ~ "::varchar") }} end
{%- elif form == "list" %}
{{ string("(" ~ whole("array_to_string(" ~ value ~ ", ', ')") ~ ")") }}
{%- elif form == "path" %}
{{ string("(" ~ whole("array_to_string(" ~ value ~ ", ' > ')") ~ ")") }}
{%- endif %}
{% endmacro %}
select encode(concat('<row>'
{% for column in columns %}
    , case when {{ column.name | identifier }} is null then '<c/>' else {{ cell(column.name | identifier, column.form) }} end
{% endfor %}
    , '</row>'))
from {{ rows }}
