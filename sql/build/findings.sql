-- What the checks of a build found, with some of the failing rows of each.
select
    model, check_name, severity, offending_rows,
    (
        select coalesce(list(example), [])
        from meta.offending_rows as offending
        where offending.model = checks.model and offending.check_name = checks.check_name
    )
from meta.checks as checks
where len($models) = 0 or list_contains($models, model)
