-- One row per document of the files of a batch, in their order: parsed once, typed.
-- A document that is not a JSON object becomes a row of NULLs; unread.sql finds it.
create or replace table documents as
select filename as path, null::bigint as line, * exclude (filename) replace (lower(type) as type)
from read_json(
    $paths,
    format = {{ file.form | literal }},
    compression = {{ file.compression | literal }},
    ignore_errors = true,
    filename = true,
    hive_partitioning = false,
    maximum_object_size = {{ longest }},
    columns = {
        {% for name, type in columns.items() %}
        {{ name | literal }}: {{ type | literal }}{{ "" if loop.last else "," }}
        {% endfor %}
    }
)
