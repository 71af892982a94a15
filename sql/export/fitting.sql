-- What all values of profile keys are that the profile schema calls numbers or booleans: integer, number, boolean; null
-- where one is something else. A number has at most 15 digits, which a double and a cell hold, and is written without
-- leading zeros or exponents, so that nothing is lost but trailing zeros. An empty text is no value.
{% macro all_fit(value, pattern) -%}
bool_and({{ value }} is null or regexp_full_match({{ value }}, '|{{ pattern }}'))
{%- endmacro %}
{% set whole, fraction = "-?(0|[1-9][0-9]{0,14})", "-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?" %}
select [
    {% for name, type in types.items() %}
    case
        {% if type == "boolean" %}
        when {{ all_fit(name | identifier, "true|false") }} then 'boolean'
        {% else %}
        when {{ all_fit(name | identifier, whole) }} then 'integer'
        when {{ all_fit(name | identifier, fraction) }} then 'number'
        {% endif %}
    end{{ "," if not loop.last }}
    {% endfor %}
]
from {{ rows }}
