-- Rows with a number below the least one allowed.
select *
from {{ relation }}
where {{ column | identifier }} < {{ least }}
