-- Rows that share their grain with another row.
select {{ columns | join(", ") }}, count(*) as row_count
from {{ relation }}
group by {{ columns | join(", ") }}
having count(*) > 1
