-- The managers whom an id or e-mail names, in each channel, and whether they may export its chats: an owner by role or
-- by the settings, and not removed.
select
    id,
    channel_id,
    not coalesce(removed, false) and (
        role = 'owner' or list_has_any([lower(id), lower(email)], $owners::varchar[])
    ) as is_owner,
    list_has_any([lower(id), lower(email)], $owners::varchar[]) as is_named
from main.managers
where id = $who or lower(email) = lower($who)
order by is_owner desc, id
