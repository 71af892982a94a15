-- One row per key that a profile schema describes, in the newest version.
with schemas as (select * from {{ newest("profile_schemas", ["key"]) }} as newest)

select key, lower(type) as type, "order" as display_order
from schemas
