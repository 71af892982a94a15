-- How many characters wide each column of a sheet is printed, by its first rows; a wide (CJK) character takes two.
-- In UTF-8 such a character has three bytes, so half of bytes and characters together is its width.
select [
    {% for column in columns %}
    {% set value = column.name | identifier %}
    {% if column.form == "text" %}
    max(strlen(split_part({{ value }}, chr(10), 1)) + length(split_part({{ value }}, chr(10), 1))) / 2
    {%- elif column.form in ("list", "path") %}
    max(strlen(array_to_string({{ value }}, ' > ')) + length(array_to_string({{ value }}, ' > '))) / 2
    {%- elif column.form == "instant" %}
    19
    {%- elif column.form in ("clock", "words") %}
    12
    {%- else %}
    max(length({{ value }}::varchar))
    {%- endif %}{{ "," if not loop.last }}
    {% endfor %}
]::double[]
from (select * from {{ rows }} limit 2048)
