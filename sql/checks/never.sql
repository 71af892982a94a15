-- Rows for which a condition holds that never should.
select *
from {{ relation }}
where {{ condition }}
