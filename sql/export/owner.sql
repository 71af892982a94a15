-- The manager whom an id or e-mail names, and whether they may export: an owner by role or by the settings, and not
-- removed.
select
    id,
    not coalesce(removed, false) and (
        role = 'owner' or list_has_any([lower(id), lower(email)], $owners::varchar[])
    ) as is_owner
from main.managers
where id = $who or lower(email) = lower($who)
order by is_owner desc, id
