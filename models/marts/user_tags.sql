-- One row per customer and tag of the customer.
select id as user_id, {{ series("1", "array_length(tags)") }} as position, unnest(tags) as tag
from {{ ref("users") }}
