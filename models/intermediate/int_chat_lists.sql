-- One row per moment as of which a chat is told of, and list (tags, manager_ids), with its items in order: those of the
-- newest snapshot of then, then what later logs add at the end or take away. An item that is there already keeps its
-- place. A partial object counts only now, and where neither a snapshot nor a log told of the list. Tags are told apart
-- by their names (DECISIONS.md, "Tags").
with

    snapshots as (select * from {{ ref("int_moments") }} where has_snapshot),

    logged as (
        select
            chat_id,
            case_number,
            case when action in ('addTags', 'removeTags') then 'tags' else 'manager_ids' end as list,
            action in ('addTags', 'join', 'invite', 'assign') as adds,
            place,
            case when action in ('addTags', 'removeTags') then {{ tag_names("items") }} else items end as items
        from {{ ref("int_later_logs") }}
        where action in ('addTags', 'removeTags', 'join', 'invite', 'assign', 'leave', 'remove') and items is not null
    ),

    given as (
        select chat_id, case_number, 'tags' as list, {{ tag_names("tags") }} as items
        from snapshots
        where tags is not null
        union all
        select chat_id, case_number, 'manager_ids', manager_ids
        from snapshots
        where manager_ids is not null
    ),

    compared as (
        select
            given.*,
            logged.chat_id is null and array_length(list_distinct(given.items)) = array_length(given.items) as is_final
        from given
        left join (select distinct chat_id, case_number, list from logged) as logged
            on given.chat_id = logged.chat_id
            and given.case_number = logged.case_number
            and given.list = logged.list
    ),

    changes as (
        select
            chat_id, case_number, list, true as adds, 0 as place,
            {{ series("1", "array_length(items)") }} as position,
            unnest(items) as item
        from compared
        where not is_final
        union all
        select chat_id, case_number, list, adds, place, {{ series("1", "array_length(items)") }}, unnest(items)
        from logged
    ),

    numbered as (
        select *, row_number() over (partition by chat_id, case_number, list order by place, position) as step
        from changes
        where item is not null
    ),

    last_removals as (
        select chat_id, case_number, list, item, max(step) as step
        from numbered
        where not adds
        group by chat_id, case_number, list, item
    ),

    present as (
        select numbered.chat_id, numbered.case_number, numbered.list, numbered.item, min(numbered.step) as step
        from numbered
        left join last_removals
            on numbered.chat_id = last_removals.chat_id
            and numbered.case_number = last_removals.case_number
            and numbered.list = last_removals.list
            and numbered.item = last_removals.item
        where numbered.adds and (last_removals.step is null or numbered.step > last_removals.step)
        group by numbered.chat_id, numbered.case_number, numbered.list, numbered.item
    ),

    told as (
        select distinct chat_id, list from logged where case_number = 0
        union
        select chat_id, lists.list
        from snapshots
        cross join (select unnest(['tags', 'manager_ids']) as list) as lists
        where case_number = 0
    ),

    partials as (
        select
            chat_id,
            'tags' as list,
            {{ tag_names("tags") }} as items
        from {{ ref("stg_partial_user_chats") }}
        where tags is not null
        union all
        select chat_id, 'manager_ids', manager_ids
        from {{ ref("stg_partial_user_chats") }}
        where manager_ids is not null
    )

select chat_id, case_number, list, items
from compared
where is_final and array_length(items) > 0
union all
select chat_id, case_number, list, {{ ordered_list("item", "step") }} as items
from present
group by chat_id, case_number, list
union all
select partials.chat_id, 0, partials.list, partials.items
from partials
left join told on partials.chat_id = told.chat_id and partials.list = told.list
where told.chat_id is null
