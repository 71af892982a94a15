-- The time zones that channels or settings name, of those that DuckDB knows.
select names.time_zone
from (
    select "timeZone" as time_zone from {{ source("channels") }}
    union
    select time_zone from {{ settings("channels") }}
) as names
join {{ time_zones() }} as zones on names.time_zone = zones.name
