-- The same from texts that Python mended: lone surrogates, a byte order mark, a form met among others.
create or replace table documents as
select path, line, document.* replace (lower(document.type) as type)
from (
    select $path as path, unnest($lines::bigint[]) as line, from_json(unnest($texts::varchar[]), $structure) as document
)
order by line
