-- One row per chat, dimension and member that the chat belongs to: what every report is grouped by.
-- A chat without a team, assignee, medium or tag belongs to the member NULL of it, so members cover all chats.
with

    chats as (select id, channel_id, assignee_id, team_id, contact_medium_type from {{ ref("user_chats") }}),

    tag_paths as (
        select
            chat_id,
            tag_level_1 as path_1,
            tag_level_1 || '/' || tag_level_2 as path_2,
            tag_level_1 || '/' || coalesce(tag_level_2, '') || '/' || tag_level_3 as path_3
        from {{ ref("chat_tags") }}
    ),

    memberships as (
        select id as chat_id, 'all' as dimension, 'all' as member_id, 'all' as member
        from chats
        union all
        select chats.id, 'team', chats.team_id, coalesce(teams.name, chats.team_id)
        from chats
        left join {{ ref("teams") }} as teams
            on chats.team_id = teams.id and coalesce(chats.channel_id, '') = coalesce(teams.channel_id, '')
        union all
        select chats.id, 'assignee', chats.assignee_id, coalesce(managers.name, chats.assignee_id)
        from chats
        left join {{ ref("managers") }} as managers
            on chats.assignee_id = managers.id and coalesce(chats.channel_id, '') = coalesce(managers.channel_id, '')
        union all
        select id, 'medium', contact_medium_type, contact_medium_type
        from chats
        union all
        select distinct chats.id, 'tag_level_1', tag_paths.path_1, tag_paths.path_1
        from chats
        left join tag_paths on chats.id = tag_paths.chat_id
        {% for level in (2, 3) %}
        union all
        select distinct chat_id, 'tag_level_{{ level }}', path_{{ level }}, path_{{ level }}
        from tag_paths
        where path_{{ level }} is not null
        {% endfor %}
    )

select memberships.chat_id, chats.channel_id, memberships.dimension, memberships.member_id, memberships.member
from memberships
join chats on memberships.chat_id = chats.id
order by dimension, chat_id, member_id
