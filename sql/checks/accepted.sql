-- Rows with a value outside the list.
select *
from {{ relation }}
where {{ column | identifier }} not in ({{ values | map("literal") | join(", ") }})
