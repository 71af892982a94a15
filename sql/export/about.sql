-- When an export is made and when its data was built, by the clock of the zone of all channels, else in UTC; and the
-- name of who asked for it.
with zone as (
    select case when count(distinct time_zone) = 1 then min(time_zone) else 'UTC' end as name
    from main.channels
)

select
    now() at time zone name,
    (select max_by(built_at, build_id) from meta.builds) at time zone 'UTC' at time zone name,
    name,
    (select any_value(name) from main.managers where id = $manager)
from zone
