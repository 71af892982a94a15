-- The build that made the attached file `last`: by which programs, of what, and the last load that is in it.
select wh_version, engine_version, made_of, last_load_id
from last.meta.builds
order by built_at desc
limit 1
