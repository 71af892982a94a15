-- Rows of a sheet as XML; of those that lost something, the cells that were cut and those that lost characters.
-- Excel's rules are held here, one cell form per SQL type: numbers of more than 15 digits, NaN, infinity, dates outside
-- 1900-03-01 … 9999 and times below 0 or of more days than those become text; text ends after 32,767 UTF-16 units,
-- loses the characters XML forbids, and keeps _xHHHH_ as it is written.
{% import "sql/export/piece.sql" as piece %}
{% set joints = {"list": ", ", "path": " > "} %}
{% set longest = 32767 %}
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
{% macro string(value) %}
concat('<c t="inlineStr"><is><t>', {{ value }}, '</t></is></c>')
{%- endmacro %}
{% macro spaced(value) %}
concat('<c t="inlineStr"><is><t xml:space="preserve">', {{ value }}, '</t></is></c>')
{%- endmacro %}
{# Most texts need nothing, and to find that out by `contains` is many times faster than by a regular expression. #}
{% macro plain(value) %}
case
    when contains({{ value }}, '&') or contains({{ value }}, '<') or contains({{ value }}, '>')
        or contains({{ value }}, chr(13)) or contains({{ value }}, chr(10)) or contains({{ value }}, chr(9))
        or starts_with({{ value }}, ' ') or ends_with({{ value }}, ' ')
    then {{ spaced(escaped(value)) }}
    else {{ string(value) }}
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
{% macro odd(value) %}
{{ spaced(escaped(undecoded(without_forbidden(shortened(value))))) }}
{%- endmacro %}
{% macro number(value, style="") %}
concat('<c{{ style }}><v>', {{ value }}, '</v></c>')
{%- endmacro %}
{% macro days(value, style) %}
{{ number("(" ~ value ~ ")::decimal(18, 9)", ' s="' ~ style ~ '"') }}
{%- endmacro %}
{% macro days_of(ms) %}{{ ms }} / {{ day_ms() }}.0{% endmacro %}
{% macro hms(value) %}
concat({{ value }} // 3600000, 'h ', {{ value }} // 60000 % 60, 'm ', {{ value }} // 1000 % 60, 's')
{%- endmacro %}
{% macro words(value) %}
{{ string(hms(value)) }}
{%- endmacro %}
{% macro printed(value) %}
{{ string(value ~ "::varchar") }}
{%- endmacro %}
{% macro cell(value, form, is_odd) %}
{% if form == "boolean" %}
{{ number(value ~ "::utinyint", ' t="b"') }}
{%- elif form == "integer" %}
case
    when {{ value }} between -999999999999999 and 999999999999999 then {{ number(value) }}
    else {{ printed(value) }}
end
{%- elif form == "number" %}
case when isfinite({{ value }}) then {{ number(value) }} else {{ printed(value) }} end
{%- elif form == "clock" %}
{% if is_odd %}
case when {{ value }} between 0 and {{ latest }} then {{ days(days_of(value), 2) }} else {{ words(value) }} end
{%- else %}
{{ days(days_of(value), 2) }}
{%- endif %}
{%- elif form == "seconds" %}
{{ number("(" ~ value ~ " / 1000.0)::double") }}
{%- elif form == "words" %}
{{ words(value) }}
{%- elif form == "instant" %}
case
    when {{ value }} between timestamp '1900-03-01' and timestamp '9999-12-31 23:59:59.999'
    then {{ days(days_of("epoch_ms(" ~ value ~ ")") ~ " + 25569", 1) }}
    else {{ printed(value) }}
end
{%- endif %}
{% endmacro %}
{% macro row(is_odd) %}
concat(
    '<row>',
    {% for column in columns %}
    {% set value = column.name | identifier %}
    case
        when {{ value }} is null then '<c/>'
        {% if value in texts %}
        else {{ odd(value) if is_odd else plain(value) }}
        {% else %}
        else {{ cell(value, column.form, is_odd) }}
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
                or coalesce(greatest(
                    {% for each in texts %}
                    strlen({{ each }}){{ "," if not loop.last }}
                    {% endfor %}
                ) > {{ longest }}, false)
                or regexp_matches(concat({{ texts | join(", ") }}), '{{ forbidden }}|{{ decoded }}')
            {%- endif %} as is_odd
        from cells
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
