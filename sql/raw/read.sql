-- The bodies of files that hold one a line, in their order. The engine reads fastest when it may stop at anything that
-- is not as it should be, equal keys among that. When it is to be `careful`, it reads all that it can. Columns that are
-- empty take memory too, so those of `others` are first only asked whether there is `more` than a webhook has.
{% from "sql/raw/bodies.sql" import parsed %}
{% set files %}
$paths,
format = 'newline_delimited',
compression = {{ compression | literal }},
filename = true,
hive_partitioning = false,
maximum_object_size = {{ longest }},
ignore_errors = {{ careful | literal }}
{% endset %}
create or replace table bodies as
{% if others %}
select
    path, number, event, type, entity, refers,
    case when coalesce({{ others | map("identifier") | join(", ") }}) is not null then true end as more
from (
{% endif %}
{% if careful %}
{% set texts %}
select filename as path, null::bigint as number, json as text from read_json_objects({{ files }})
{% endset %}
{{ parsed(texts, structure) }}
{% else %}
select filename as path, null::bigint as number, * exclude (filename)
from read_json({{ files }}, columns = {
    {% for key, type in types.items() %}
    {{ key | literal }}: {{ type | literal }}{{ "" if loop.last else "," }}
    {% endfor %}
})
{% endif %}
{{ ")" if others }}
