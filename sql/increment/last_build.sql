-- The build that made the attached file `last`: by which programs, of what, the last load that is in it, and how often
-- the file was written then.
select wh_version, engine_version, made_of, last_load_id, writes
from last.meta.builds
order by build_id desc
limit 1
