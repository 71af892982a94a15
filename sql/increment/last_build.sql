-- The build that made a file: when (µs), by what, from which load, and how many of the file's blocks are free.
select epoch_us(built_at), wh_version, engine_version, last_load_id, last_loaded_at, free_blocks, total_blocks
from meta.builds
cross join pragma_database_size() as file
where file.database_name = current_database()
order by built_at desc
limit 1
