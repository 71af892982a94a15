-- One row per call or meet, as the newest message about it tells.
with

    told as (
        select
            *,
            count(version) over (partition by meet.id) = count(*) over (partition by meet.id) as every_version
        from {{ ref("stg_messages") }}
        where meet.id is not null
    ),

    messages as (
        select
            chat_id,
            meet,
            row_number() over (
                partition by meet.id order by {{ newest_first("every_version", "updated_at_ms") }}
            ) as age
        from told
    )

select
    meet.id as meet_id,
    chat_id,
    coalesce(meet."roomStartedAt", meet.call."createAt") as started_at_ms,
    coalesce(meet."meetEndedAt", meet.call."closedAt") as ended_at_ms,
    coalesce(meet.call."engagedAt", meet.front."engagedAt") as engaged_at_ms,
    meet.call."from" as from_number,
    meet.call."to" as to_number,
    coalesce(meet.call.direction, meet.front.direction) as direction,
    coalesce(meet.call."missedReason", meet.front."missedReason") as missed_reason,
    case
        when meet."meetType" = 'front' then 'frontMeet'
        when meet."meetType" is null and meet.call is not null then 'call'
        else meet."meetType"
    end as type,
    meet.call."primaryNumber" as primary_number,
    meet.call."representativeNumber" as representative_number
from messages
where age = 1
