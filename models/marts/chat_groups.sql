-- One row per chat, dimension and member that the chat belongs to: what every report is grouped by.
-- They lie dimension by dimension, so that whoever asks for one reads little. A chat without a team, assignee, medium
-- or tag belongs to the member NULL of it, so members cover all chats.
with

    chats as (select id as chat_id, channel_id, assignee_id, team_id, contact_medium_type from {{ ref("user_chats") }}),

    tagged as (
        select
            chats.chat_id,
            chats.channel_id,
            tags.tag_level_1 as path_1,
            tags.tag_level_1 || '/' || tags.tag_level_2 as path_2,
            tags.tag_level_1 || '/' || coalesce(tags.tag_level_2, '') || '/' || tags.tag_level_3 as path_3
        from chats
        left join {{ ref("chat_tags") }} as tags on chats.chat_id = tags.chat_id
    ),

    memberships as (
        select chat_id, channel_id, 'all' as dimension, 'all' as member_id, 'all' as member
        from chats
        union all
        select chats.chat_id, chats.channel_id, 'team', chats.team_id, coalesce(teams.name, chats.team_id)
        from chats
        left join {{ ref("teams") }} as teams
            on chats.team_id = teams.id and coalesce(chats.channel_id, '') = coalesce(teams.channel_id, '')
        union all
        select
            chats.chat_id,
            chats.channel_id,
            'assignee',
            chats.assignee_id,
            coalesce(managers.name, chats.assignee_id)
        from chats
        left join {{ ref("managers") }} as managers
            on chats.assignee_id = managers.id and coalesce(chats.channel_id, '') = coalesce(managers.channel_id, '')
        union all
        select chat_id, channel_id, 'medium', contact_medium_type, contact_medium_type
        from chats
        union all
        select distinct chat_id, channel_id, 'tag_level_1', path_1, path_1
        from tagged
        {% for level in (2, 3) %}
        union all
        select distinct chat_id, channel_id, 'tag_level_{{ level }}', path_{{ level }}, path_{{ level }}
        from tagged
        where path_{{ level }} is not null
        {% endfor %}
    )

select chat_id, channel_id, dimension, member_id, member
from memberships
