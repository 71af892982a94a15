{# Happenings of chats (chat_id, happened_at, …) with whose the chat was when they happened: the assignee and the team
   as logs tell, else the present ones. Later than the newest load is only what has the time of a wrong clock. #}
{% macro with_owners(happenings, chats, assignments, newest_load) %}
(
    select
        happenings.*,
        chats.channel_id,
        {% for property in ("assignee", "team") %}
        case when {{ property }}s.chat_id is not null then {{ property }}s.member_id else chats.{{ property }}_id end
            as {{ property }}_id{{ "," if not loop.last }}
        {% endfor %}
    from {{ happenings }} as happenings
    join {{ newest_load }} as newest_load on happenings.date <= newest_load.last_on or happenings.date is null
    join {{ chats }} as chats on happenings.chat_id = chats.id
    {% for property in ("assignee", "team") %}
    left join {{ assignments }} as {{ property }}s
        on {{ property }}s.property = '{{ property }}'
        and happenings.chat_id = {{ property }}s.chat_id
        and happenings.happened_at >= {{ property }}s.from_at
        and (happenings.happened_at < {{ property }}s.until_at or {{ property }}s.until_at is null)
    {% endfor %}
)
{%- endmacro %}

{# Such happenings once for each group that they count for: dimension, member_id and member beside them. Those of the
   chat are in `groups`; who wrote a reply (is_reply, replied_by) is a dimension of its own. #}
{% macro by_member(happenings, groups, managers, teams) %}
(
    select happenings.*, groups.dimension, groups.member_id, groups.member
    from {{ happenings }} as happenings
    join {{ groups }} as groups on happenings.chat_id = groups.chat_id
    where groups.dimension not in ('assignee', 'team')
    {% for dimension, id, names in [
        ("assignee", "assignee_id", managers), ("team", "team_id", teams), ("replier", "replied_by", managers)
    ] %}
    union all
    select happenings.*, '{{ dimension }}', happenings.{{ id }}, coalesce(names.name, happenings.{{ id }})
    from {{ happenings }} as happenings
    left join {{ names }} as names
        on happenings.{{ id }} = names.id and coalesce(happenings.channel_id, '') = coalesce(names.channel_id, '')
    {{ "where happenings.is_reply" if dimension == "replier" }}
    {% endfor %}
)
{%- endmacro %}
