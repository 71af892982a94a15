-- The rows of a sheet, texts as the numbers and booleans that they are.
{% set types = {"integer": "bigint", "number": "double", "boolean": "boolean"} %}
(
    select * replace (
        {% for name, form in forms.items() %}
        cast(nullif({{ name | identifier }}, '') as {{ types[form] }}) as {{ name | identifier }}
        {{- "," if not loop.last }}
        {% endfor %}
    )
    from {{ rows }}
)
