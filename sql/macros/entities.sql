{# Which of several objects of an entity comes first: the newest. Where each has a version, that is the highest one;
   otherwise the one with the greatest updatedAt, then version; then the one loaded last. `every_version` says whether
   each has one. #}
{% macro newest_first(every_version, updated_at='"updatedAt"') %}
case when {{ every_version }} then version end desc nulls last, {{ updated_at }} desc nulls last,
    version desc nulls last, seq desc
{%- endmacro %}

{# The newest object of each entity of a kind; `key` lists what tells entities apart. A body that a webhook deletes by
   says only that: it counts where there is no other. Most entities have one object only, so just the others are sorted
   (3 times faster than sorting all). #}
{% macro newest(kind, key, only="true") %}
{% set names = ["key_1", "key_2"][:key | length] | join(", ") %}
{% set keyed %}{% for each in key %}{{ each }} as key_{{ loop.index }}, {% endfor %}{% endset %}
(
    select entity.*
    from {{ source(kind) }} as entity
    left join (
        select seq
        from (
            select
                seq,
                row_number() over (
                    partition by {{ names }}
                    order by deleting, {{ newest_first("every_version") }}
                ) as age
            from (
                select
                    {{ names }}, entity.seq, entity.version, entity."updatedAt", entity.deleting,
                    several.every_version
                from (select {{ keyed }}* from {{ source(kind) }} where {{ only }}) as entity
                join (
                    select
                        {{ keyed }}
                        count(case when not deleting then version end) = count(case when not deleting then 1 end)
                            as every_version
                    from {{ source(kind) }}
                    where {{ only }}
                    group by {{ key | join(", ") }}
                    having count(*) > 1
                ) as several using ({{ names }})
            ) as versions
        ) as several
        where age > 1
    ) as superseded on entity.seq = superseded.seq
    where superseded.seq is null and {{ only }}
)
{% endmacro %}

{# The rows of a list, each with the channel that it is of: `of_channel_id`. One that names none, as in a list kept by
   hand, is of the only channel where there is one, unless that has an entity of the same id. #}
{% macro with_channels(list, id, only_channel) %}
(
    select *
    from (
        select
            listed.*,
            coalesce(listed.channel_id, only_channel.channel_id) as of_channel_id,
            row_number() over (
                partition by coalesce(listed.channel_id, only_channel.channel_id, ''), listed.{{ id }}
                order by case when listed.channel_id is null then 1 else 0 end
            ) as place
        from {{ list }} as listed
        cross join {{ only_channel }} as only_channel
    ) as placed
    where place = 1
)
{% endmacro %}
