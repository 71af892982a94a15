-- Rows without a value that must be there.
select *
from {{ relation }}
where {{ column | identifier }} is null
