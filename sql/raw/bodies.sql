{# Texts as rows of the table `bodies`: path, number, and a column for each top-level key that we know. One that is no
   JSON object is a row of NULLs. `number` is given where it does not follow from the place in the table. #}
{% import "sql/raw/json.sql" as raw %}
{% macro parsed(texts, structure) %}
select path, number, unnest(from_json({{ raw.last_of_equal_keys("text") }}, {{ structure | literal }}))
from ({{ texts }})
{% endmacro %}
