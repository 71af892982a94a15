{% from "sql/raw/entities.sql" import entities %}
-- Why entities of one kind cannot be kept, for each document.
insert into faults
select seq // {{ places() }}, fault
from ({{ entities(kind, keys, first_document, has_equal_keys, misspelt) }})
where fault is not null
