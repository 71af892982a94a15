-- The rows of a part that the relation does not hold yet.
insert into {{ relation }}
from {{ part }}
except
from {{ relation }}
