-- The bodies that Python has read, in their order.
{% from "sql/raw/bodies.sql" import parsed %}
{% set texts %}
select '' as path, number, case when json_valid(text) then cast(text as json) end as text
from (select unnest($numbers::bigint[]) as number, unnest($texts::varchar[]) as text)
{% endset %}
create or replace table bodies as
{{ parsed(texts, structure) }}
