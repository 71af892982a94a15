-- The build that made the attached file `last`: when (µs), of what, from which load, and how much of the file is free.
select epoch_us(built_at), wh_version, engine_version, made_of, last_load_id, last_loaded_at, free_blocks, total_blocks
from last.meta.builds
cross join pragma_database_size() as file
where file.database_name = 'last'
order by built_at desc
limit 1
