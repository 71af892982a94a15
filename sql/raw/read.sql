-- The documents of files that hold one a line, in their order. The engine reads fastest when it may stop at anything
-- that is not as it should be, equal keys among that. When it is to be `careful`, it reads all that it can.
{% from "sql/raw/documents.sql" import documents, parsed %}
{% set files %}
$paths,
format = 'newline_delimited',
compression = {{ compression | literal }},
filename = true,
hive_partitioning = false,
maximum_object_size = {{ longest }},
ignore_errors = {{ careful | literal }}
{% endset %}
create or replace table documents as
{% if careful %}
{% set texts %}
select filename as path, null::bigint as number, json as text from read_json_objects({{ files }})
{% endset %}
{{ documents(parsed(texts, structure), kinds, referred) }}
{% else %}
{% set objects %}
select filename as path, null::bigint as number, * exclude (filename)
from read_json({{ files }}, columns = {
    {% for key, type in types.items() %}
    {{ key | literal }}: {{ type | literal }}{{ "" if loop.last else "," }}
    {% endfor %}
})
{% endset %}
{{ documents(objects, kinds, referred) }}
{% endif %}
