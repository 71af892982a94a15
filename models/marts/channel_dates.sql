-- One row per channel and local date of its span, from the first to the last date on which anything happened in it.
with

    chats as (select id, channel_id, created_on from {{ ref("user_chats") }}),

    chat_spans as (
        select id as chat_id, created_on as first_on, created_on as last_on
        from chats
        union all
        select chat_id, cast(min(created_at_local) as date), cast(max(created_at_local) as date)
        from {{ ref("messages") }}
        group by chat_id
        union all
        select chat_id, cast(opened_at_local as date), cast(greatest(opened_at_local, closed_at_local) as date)
        from {{ ref("chat_cycles") }}
        union all
        select chat_id, cast(snoozed_at_local as date), cast(greatest(snoozed_at_local, ended_at_local) as date)
        from {{ ref("chat_snoozes") }}
    ),

    days as (
        select channel_id, {{ series("min(" ~ day_number("first_on") ~ ")", "max(" ~ day_number("last_on") ~ ")") }} as day
        from chat_spans
        join chats on chat_spans.chat_id = chats.id
        group by channel_id
    )

select channel_id, {{ date_of("day") }} as date
from days
