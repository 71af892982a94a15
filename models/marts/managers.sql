-- One row per staff member of a channel, removed ones too.
select
    managers.manager_id as id,
    managers.of_channel_id as channel_id,
    managers.account_id,
    managers.username,
    managers.name,
    managers.email,
    managers.mobile_number,
    managers.role,
    managers.removed,
    {{ instant("managers.created_at_ms", "created_at", "coalesce(channels.time_zone, 'UTC')") }},
    managers.default_group_watch,
    managers.default_direct_chat_watch,
    managers.default_user_chat_watch,
    managers.operator,
    managers.operator_email_reminder
from {{ with_channels(ref("stg_managers"), "manager_id", ref("int_only_channel")) }} as managers
left join {{ ref("int_channels") }} as channels on coalesce(managers.of_channel_id, '') = channels.channel_id
