{# The rows of the page's tables, in the order of chats. What is the same as another column in most rows is 0 where it is,
   else the value and 1: that takes almost no room. Durations are in whole seconds, and 1 more, for 0 is none. #}
{% macro unlike(value, other) %}case when {{ value }} = {{ other }} then 0 else {{ value }} + 1 end{% endmacro %}
{% macro seconds(value) %}coalesce({{ value }} // 1000 + 1, 0){% endmacro %}
{% set first_columns %}
    found.chat,
    {{ unlike("found.day", "coalesce(creations.day, 0)") }} as day,
    {{ unlike("found.assignee", "coalesce(creations.assignee, 0)") }} as assignee,
    {{ unlike("found.team", "coalesce(creations.team, 0)") }} as team,
    {{ unlike("found.hour", "coalesce(creations.hour, 0)") }} as hour,
{% endset %}
{% set of_chats %}
left join (select * from page_rows where kind = 'creation') as creations on found.chat = creations.chat
{% endset %}
{% if table == "chats" %}
select
    coalesce(created.day, 0) as day,
    coalesce(created.hour, 0) as hour,
    coalesce(created.assignee, 0) as assignee,
    coalesce(created.team, 0) as team,
    coalesce(channels.number, 0) as channel,
    mediums.number as medium,
    sets.number as tags,
    case when created.chat is not null then 1 else 0 end as created
from page_chats as chats
left join (select * from page_rows where kind = 'creation') as created on chats.number = created.chat
left join page_words as channels on channels.list = 'channel' and chats.channel_id = channels.word
join page_words as mediums on mediums.list = 'medium' and chats.medium = mediums.word
join page_sets as sets on chats.tags = sets.tags
order by chats.number
{% elif table == "openings" %}
select
    {{ first_columns }}
    case when found.kind = 'reopening' then 1 else 0 end as again,
    case when found.ended = 0 then 0 else found.ended - found.day + 1 end as ended
from page_rows as found {{ of_chats }}
where found.kind in ('opening', 'reopening')
order by found.chat, found.happened_at
{% elif table == "closes" %}
select
    {{ first_columns }}
    found.took_s as took,
    {{ unlike("found.operation_took_s", "found.took_s") }} as operation,
    case when found.is_first_contact then 1 else 0 end as contact
from (select *, {{ seconds("took") }} as took_s, {{ seconds("operation_took") }} as operation_took_s from page_rows) as found
{{ of_chats }}
where found.kind = 'close'
order by found.chat, found.happened_at
{% elif table == "replies" %}
select
    {{ first_columns }}
    {{ unlike("found.replier", "found.assignee") }} as replier,
    found.shape,
    found.took,
    {{ unlike("found.operation", "found.took") }} as operation,
    {{ unlike("found.customer", "found.took") }} as customer,
    {{ unlike("found.operation_customer", "found.operation") }} as operation_customer
from (
    select
        chat, happened_at, day, hour, assignee, team, replier,
        -- 1 a reply, 2 a wait that one ended, 4 a reply outside operating hours, 8 a wait that the platform reports
        max(case when kind = 'reply' then 1 else 0 end)
            + max(case when kind = 'wait' and is_reply then 2 else 0 end)
            + max(case when kind = 'reply' and operation_took is null then 4 else 0 end)
            + max(case when not is_reply then 8 else 0 end) as shape,
        {{ seconds("max(took)") }} as took,
        {{ seconds("max(operation_took)") }} as operation,
        {{ seconds("max(customer_took)") }} as customer,
        {{ seconds("max(operation_customer_took)") }} as operation_customer
    from (
        -- a reply and the wait that it ended are one row; equal twins stay two
        select
            *,
            row_number() over (partition by kind, chat, happened_at, hour, replier, is_reply, took) as twin
        from page_rows
        where kind in ('reply', 'wait')
    ) as replies
    group by chat, happened_at, day, hour, assignee, team, replier, is_reply, took, twin
) as found
{{ of_chats }}
order by found.chat, found.happened_at, found.shape, found.took
{% elif table == "ratings" %}
select
    {{ first_columns }}
    found.score
from page_rows as found {{ of_chats }}
where found.kind = 'rating'
order by found.chat, found.happened_at
{% endif %}
