-- Rows of a sheet as XML; of those that lost something, the cells that were cut and those that lost characters.
-- Excel's rules are held here, one cell form per SQL type: numbers of more than 15 digits, NaN, infinity, dates outside
-- 1900-03-01 … 9999 and times below 0 or of more days than those become text; text ends after 32,767 UTF-16 units,
-- loses the characters XML forbids, and keeps _xHHHH_ as it is written.
-- Where a reference (r="A1") has its number stands chr(1), which no text can hold: packing/workbook.py knows the row.
{% import "sql/export/piece.sql" as piece %}
{% set joints = {"list": ", ", "path": " > "} %}
{% set longest = 32767 %}
{% set long, line_height, most_lines = 60, 18, 10 %}
{% set latest = 255611462399999 %}
{% set forbidden = "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{FFFE}\\x{FFFF}]" %}
{% set decoded = "_x[0-9A-Fa-f]{4}[_\\r]" %}
{% set texts = columns | selectattr("form", "in", ("text", "list", "path"))
    | map(attribute="name") | map("identifier") | list %}
{% set clocks = columns | selectattr("form", "equalto", "clock") | map(attribute="name") | map("identifier") | list %}
{# At most so many UTF-16 units: a forbidden character, gone later, stands for the first half of each surrogate pair. #}
{% macro in_units(value) %}
regexp_replace({{ value }}, '([\x{10000}-\x{10FFFF}])', chr(1) || '\1', 'g')
{%- endmacro %}
{% macro escaped(value) %}
replace(replace(replace(replace({{ value }}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), chr(13), '_x000D_')
{%- endmacro %}
{% macro string(value, at, style="") %}
concat('<c r="{{ at }}"{{ style }} t="inlineStr"><is><t>', {{ value }}, '</t></is></c>')
{%- endmacro %}
{# One that is longer than a column is wide, or has several lines, is wrapped: then its row grows with it. Not web
   addresses, which have no place to be broken at: every chat has one. #}
{% set wrapped = ' s="4"' %}
{# White space at the ends is to be kept. Not said of every text, since R's openxlsx takes these words for the text. #}
{% macro with_care(value, at) %}
concat(
    '<c r="{{ at }}"',
    case
        when contains({{ value }}, chr(10)) or strlen({{ value }}) > {{ long }} and not starts_with({{ value }}, 'http')
        then '{{ wrapped }}'
    end,
    ' t="inlineStr"><is><t',
    case
        when starts_with({{ value }}, ' ') or starts_with({{ value }}, chr(10)) or starts_with({{ value }}, chr(9))
            or ends_with({{ value }}, ' ') or ends_with({{ value }}, chr(10)) or ends_with({{ value }}, chr(9))
        then ' xml:space="preserve"'
    end,
    '>', {{ escaped(value) }}, '</t></is></c>'
)
{%- endmacro %}
{# Most texts need nothing, and to find that out by `contains` is many times faster than by a regular expression. #}
{% macro plain(value, at) %}
case
    when contains({{ value }}, '&') or contains({{ value }}, '<') or contains({{ value }}, '>')
        or contains({{ value }}, chr(13)) or contains({{ value }}, chr(10)) or contains({{ value }}, chr(9))
        or starts_with({{ value }}, ' ') or ends_with({{ value }}, ' ')
    then {{ with_care(value, at) }}
    when strlen({{ value }}) > {{ long }} and not starts_with({{ value }}, 'http')
    then {{ string(value, at, wrapped) }}
    else {{ string(value, at) }}
end
{%- endmacro %}
{% macro shortened(value) %}
case
    when strlen({{ value }}) <= {{ longest }} then {{ value }}
    else left({{ in_units("left(" ~ value ~ ", " ~ longest ~ ")") }}, {{ longest }})
end
{%- endmacro %}
{% macro without_forbidden(value) %}
regexp_replace({{ value }}, '{{ forbidden }}', '', 'g')
{%- endmacro %}
{% macro undecoded(value) %}
regexp_replace({{ value }}, '_(x[0-9A-Fa-f]{4})', '_x005F_\1', 'g')
{%- endmacro %}
{% macro odd(value, at) %}
{{ with_care(undecoded(without_forbidden(shortened(value))), at) }}
{%- endmacro %}
{% macro number(value, at, style="") %}
concat('<c r="{{ at }}"{{ style }}><v>', {{ value }}, '</v></c>')
{%- endmacro %}
{% macro days(value, at, style) %}
{{ number("(" ~ value ~ ")::decimal(18, 9)", at, ' s="' ~ style ~ '"') }}
{%- endmacro %}
{% macro days_of(ms) %}{{ ms }} / {{ day_ms() }}.0{% endmacro %}
{% macro hms(value) %}
concat({{ value }} // 3600000, 'h ', {{ value }} // 60000 % 60, 'm ', {{ value }} // 1000 % 60, 's')
{%- endmacro %}
{% macro words(value, at) %}
{{ string(hms(value), at) }}
{%- endmacro %}
{% macro printed(value, at) %}
{{ string(value ~ "::varchar", at) }}
{%- endmacro %}
{% macro cell(value, at, form, is_odd) %}
{% if form == "boolean" %}
{{ number(value ~ "::utinyint", at, ' t="b"') }}
{%- elif form == "integer" %}
case
    when {{ value }} between -999999999999999 and 999999999999999 then {{ number(value, at) }}
    else {{ printed(value, at) }}
end
{%- elif form == "number" %}
case when isfinite({{ value }}) then {{ number(value, at) }} else {{ printed(value, at) }} end
{%- elif form == "clock" %}
{% if is_odd %}
case when {{ value }} between 0 and {{ latest }} then {{ days(days_of(value), at, 2) }} else {{ words(value, at) }} end
{%- else %}
{{ days(days_of(value), at, 2) }}
{%- endif %}
{%- elif form == "seconds" %}
{{ number("(" ~ value ~ " / 1000.0)::double", at) }}
{%- elif form == "words" %}
{{ words(value, at) }}
{%- elif form == "date" %}
case
    when {{ value }} between date '1900-03-01' and date '9999-12-31'
    then {{ number("date_diff('day', date '1899-12-30', " ~ value ~ ")", at, ' s="5"') }}
    else {{ printed(value, at) }}
end
{%- elif form == "instant" %}
case
    when {{ value }} between timestamp '1900-03-01' and timestamp '9999-12-31 23:59:59.999'
    then {{ days(days_of("epoch_ms(" ~ value ~ ")") ~ " + 25569", at, 1) }}
    else {{ printed(value, at) }}
end
{%- endif %}
{% endmacro %}
{# Room for all lines, or most; wide characters, of three bytes, count as two, and words do not fill a line. #}
{% macro lines(value, width) %}
1 + (length({{ value }}) + strlen({{ value }})) // {{ (1.8 * width) | int }}
{%- endmacro %}
{% macro height() %}
concat(' ht="', {{ line_height }} * least({{ most_lines }}, greatest(
    {% for column in columns if column.form in ("text", "list", "path") %}
    {% set value, width = column.name | identifier, width_of[column.name] %}
    case
        when contains({{ value }}, chr(10))
        then list_sum(
            list_transform(string_split({{ value }}, chr(10)), lambda line: {{ lines("line", width) }})
        )::bigint
        when not starts_with({{ value }}, 'http') then {{ lines(value, width) }}
        else 1
    end
        {{- "," if not loop.last }}
    {% endfor %}
)), '" customHeight="1"')
{%- endmacro %}
{% macro row(is_odd) %}
concat(
    '<row r="{{ "\x01" }}"',
    {% if texts %}
    case when is_tall then {{ height() }} end,
    {% endif %}
    '>',
    {% for column in columns %}
    {% set value = column.name | identifier %}
    {% set at = letters[loop.index0] ~ "\x01" %}
    case
        when {{ value }} is null then {{ ('<c r="' ~ at ~ '"/>' if loop.last else "") | literal }}
        {% if value in texts %}
        else {{ odd(value, at) if is_odd else plain(value, at) }}
        {% else %}
        else {{ cell(value, at, column.form, is_odd) }}
        {% endif %}
    end,
    {% endfor %}
    '</row>'
)
{%- endmacro %}
with
    cells as (
        select
            {% for column in columns %}
            {% set value = column.name | identifier %}
            {% if column.form in joints %}
            array_to_string({{ value }}, {{ joints[column.form] | literal }}) as {{ value }},
            {% else %}
            {{ value }},
            {% endif %}
            {% endfor %}
        from {{ piece.rows(sheet) }}
    ),

    {# JSON escapes what stands below U+0020, and is written three times as fast as a regular expression looks. #}
    joined as (
        select
            *,
            concat({{ texts | join(", ") or "''" }}) as every_text,
            {% if texts %}
            greatest(
                {% for each in texts %}
                strlen({{ each }}){{ "," if not loop.last }}
                {% endfor %}
            ) as most_bytes,
            most_bytes > {{ long }} or contains(every_text, chr(10)) as is_tall,
            {% endif %}
            cast(to_json(every_text) as varchar) as every_text_in_json
        from cells
    ),

    marked as (
        select
            *,
            false
            {% if clocks %}
                or coalesce(
                    least({{ clocks | join(", ") }}) < 0 or greatest({{ clocks | join(", ") }}) > {{ latest }}, false
                )
            {% endif %}
            {% if texts %}
                or coalesce(most_bytes > {{ longest }}, false)
                or case
                    when contains(every_text_in_json, '\u00') or contains(every_text_in_json, '\b')
                        or contains(every_text_in_json, '\f') or contains(every_text, '_x')
                        or contains(every_text, chr(65534)) or contains(every_text, chr(65535))
                    then regexp_matches(every_text, '{{ forbidden }}|{{ decoded }}')
                    else false
                end
            {%- endif %} as is_odd
        from joined
    )

select
    encode(case when is_odd then {{ row(true) }} else {{ row(false) }} end),
    case when is_odd then list_sum([0
        {% for each in texts %}
        , coalesce(length({{ in_units(each) }}) > {{ longest }}, false)::integer
        {% endfor %}
    ])::bigint end,
    case when is_odd then list_sum([0
        {% for each in texts %}
        , coalesce(regexp_matches({{ each }}, '{{ forbidden }}'), false)::integer
        {% endfor %}
    ])::bigint end
from marked
