{# Which of several objects of an entity comes first: the newest. Where each has a version, that is the highest one;
   otherwise the one with the greatest updatedAt, then version; then the one loaded last. `every_version` says whether
   each has one. #}
{% macro newest_first(every_version, updated_at='"updatedAt"') %}
case when {{ every_version }} then version end desc nulls last, {{ updated_at }} desc nulls last,
    version desc nulls last, seq desc
{%- endmacro %}

{# The newest object of each entity of a kind. A body that a webhook deletes by says only that: it counts where there is
   no other. Most entities have one object only, so just the others are sorted (3 times faster than sorting all). #}
{% macro newest(kind, key, only="true") %}
(
    select entity.*
    from {{ source(kind) }} as entity
    left join (
        select seq
        from (
            select
                seq,
                row_number() over (
                    partition by key
                    order by deleting, {{ newest_first("every_version") }}
                ) as age
            from (
                select entity.seq, entity.version, entity."updatedAt", entity.deleting, several.key, several.every_version
                from (select *, {{ key }} as key from {{ source(kind) }} where {{ only }}) as entity
                join (
                    select
                        {{ key }} as key,
                        count(case when not deleting then version end) = count(case when not deleting then 1 end)
                            as every_version
                    from {{ source(kind) }}
                    where {{ only }}
                    group by {{ key }}
                    having count(*) > 1
                ) as several on entity.key = several.key
            ) as versions
        ) as several
        where age > 1
    ) as superseded on entity.seq = superseded.seq
    where superseded.seq is null and {{ only }}
)
{% endmacro %}
