{# Where engines have no common spelling: lists, series and JSON. #}
{% macro ordered_list(value, by) %}list({{ value }} order by {{ by }}){% endmacro %}

{# Whole numbers from first to last, one row each, as a column in a select list. #}
{% macro series(first, last) %}unnest(generate_series({{ first }}, {{ last }})){% endmacro %}

{# [] and NULL mean the same: no value. #}
{% macro or_null(items) %}case when array_length({{ items }}) > 0 then {{ items }} end{% endmacro %}

{% macro text(items, separator=", ") %}array_to_string({{ items }}, {{ separator | literal }}){% endmacro %}

{# The keys of a JSON object and the texts of its values, in one order. #}
{% macro json_keys(json) %}json_keys({{ json }}){% endmacro %}
{% macro json_texts(json) %}json_extract_string({{ json }}, '$.*'){% endmacro %}
{# The text of a JSON object without these keys. #}
{% macro without_keys(json, keys) -%}
cast(json_merge_patch({{ json }}, json_object({% for key in keys %}{{ key | literal }}, null{{ ", " if not loop.last }}
    {%- endfor %})) as varchar)
{%- endmacro %}

{# A text in one form of the same letters (NFC). The engine's nfc_normalize ends at a NUL, so it is given what stands
   between. #}
{% macro composed(text) -%}
array_to_string(list_transform(string_split({{ text }}, chr(0)), lambda part: nfc_normalize(part)), chr(0))
{%- endmacro %}

{# A text without blanks at its ends. #}
{% macro trimmed(text) -%}
regexp_replace({{ text }}, '^[ \t\r\n\x{a0}\x{3000}]+|[ \t\r\n\x{a0}\x{3000}]+$', '', 'g')
{%- endmacro %}

{# The name of a tag: composed, without blanks at its ends. #}
{% macro tag_name(text) %}{{ trimmed(composed(text)) }}{% endmacro %}

{# The names of tags, in order; one without a letter is none. They are composed all at once, parted by two characters
   that nobody types. #}
{% macro tag_names(items) -%}
{% set parting = "chr(30) || chr(31)" %}
list_filter(
    list_transform(
        string_split({{ composed("array_to_string(" ~ items ~ ", " ~ parting ~ ")") }}, {{ parting }}),
        lambda tag: {{ trimmed("tag") }}
    ),
    lambda tag: tag <> ''
)
{%- endmacro %}

{# A text as a satisfaction score: a whole number from 1 to 5, also as 5.0, with blanks, in full width, or in a list of
   its own; else NULL. #}
{% macro score(text) -%}
try_cast(regexp_extract(
    translate({{ text }}, '０１２３４５', '012345'),
    '^\s*(?:\[\s*"?\s*)?[+]?0*([1-5])(?:[.]0*)?\s*"?\s*\]?\s*$', 1
) as bigint)
{%- endmacro %}

{# A value of a profile or a form from its text; an empty list is no value, nor is a text that reads like one. #}
{% macro some_value(text) %}nullif({{ text }}, '[]'){% endmacro %}

{# A JSON object, also one that stands in a text (encoded twice); NULL for any other value. #}
{% macro json_object(json) -%}
case json_type({{ json }})
    when 'OBJECT' then {{ json }}
    when 'VARCHAR' then case
        when json_type(try_cast({{ json }}->>'$' as json)) = 'OBJECT' then try_cast({{ json }}->>'$' as json)
    end
end
{%- endmacro %}

{# Whether a JSON value is neither an object nor one of the ways to say no value: null, "" and []. #}
{% macro is_not_an_object(json) -%}
case json_type({{ json }})
    when 'OBJECT' then false
    when 'NULL' then false
    when 'ARRAY' then json_array_length({{ json }}) > 0
    when 'VARCHAR' then {{ json }}->>'$' <> '' and {{ json_object(json) }} is null
    else {{ json }} is not null
end
{%- endmacro %}
