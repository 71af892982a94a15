-- Rows that name a parent which does not exist.
select child.*
from {{ relation }} as child
left join main.{{ parent | identifier }} as parent on child.{{ column | identifier }} = parent.{{ key | identifier }}
where child.{{ column | identifier }} is not null and parent.{{ key | identifier }} is null
