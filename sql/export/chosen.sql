-- The chats that all filters of an export let through; an empty list is no filter.
{# What an end of the period is compared with: the local time, or for an instant the one in UTC. #}
{% macro column(bound) %}{{ by }}{{ "_local" if bound and not bound.tzinfo }}{% endmacro %}
create or replace temp table chosen as
select id, user_id
from chats_with_all_tags($tags)
where id in (select id from chats_with_any_tag($any_tags))
    and id not in (select chat_id from tagged_chats($no_tags))
    and (select is_all or list_contains(ids, channel_id) from chosen_channels)
    and ($start is null or {{ column(start) }} >= $start::timestamp)
    and ($until is null or {{ column(until) }} < $until::timestamp)
    and (len($states) = 0 or state in (select unnest($states::varchar[])))
    and (len($assignees) = 0 or assignee_id in (select unnest($assignees::varchar[])))
    and (len($teams) = 0 or team_id in (select unnest($teams::varchar[])))
    and (
        len($managers) = 0
        or id in (select chat_id from main.chat_managers where manager_id in (select unnest($managers::varchar[])))
    )
    and (len($mediums) = 0 or coalesce(contact_medium_type, 'native') in (select unnest($mediums::varchar[])))
    and (len($priorities) = 0 or priority in (select unnest($priorities::varchar[])))
    and (len($chats) = 0 or id in (select unnest($chats::varchar[])))
order by created_at, id
limit $most
