-- One row: which of the reasons not to go on from the attached file `last` hold, in the order of freshness.UNUSABLE.
-- Without $names, the models of now are known to be those of the last build.
with
    build as (select * from last.meta.builds order by build_id desc limit 1),

    models_of_now as (select unnest($names::varchar[]) as name, unnest($relations::varchar[]) as relation)

select
    $has_log or $writes is distinct from writes,
    not exists (select 1 from raw.loads where load_id = last_load_id and finished_at = last_loaded_at),
    len($names) > 0 and exists (
        select 1 from last.meta.models as made where (made.name, made.relation) not in (from models_of_now)
    ),
    exists (select 1 from last.meta.checks where severity = 'error'),
    free_blocks > $most_free * total_blocks
from build
cross join pragma_database_size() as file
where file.database_name = 'last'
