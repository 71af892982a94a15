-- The entities of one kind in the documents of a batch that cannot be kept, with the reason.
{% import "sql/raw/entities.sql" as raw %}
insert into faults
select seq // {{ places() }} as document, {{ raw.fault(kind) }} as reason
from ({{ raw.entities(kind, webhooks) }})
where {{ raw.fault(kind) }} is not null
