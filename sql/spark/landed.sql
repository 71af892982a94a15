-- The entities of one kind that a load brought, of which each part numbered its documents from 1, without what was
-- known already; of that the last of a version stays where another state of it was loaded since, as
-- sql/raw/duplicates.sql has it.
with

    shifts as (
        select part, documents
        from (
            values
                {% for part, documents in shifts %}
                ({{ part }}, {{ documents }}){{ "," if not loop.last }}
                {% endfor %}
        ) as given (part, documents)
    ),

    entities as (
        select
            {% for name in ("partial", "deleting", "content") %}{{ name }}, {% endfor %}
            {{ kind.fields | map(attribute="name") | map("identifier") | join(", ") }}, seq, false as is_here
        from landing.earlier
        union all
        select
            {% for name in ("partial", "deleting", "content") %}landed.{{ name }}, {% endfor %}
            {% for field in kind.fields %}landed.{{ field.name | identifier }}, {% endfor %}
            landed.seq + cast(shifts.documents as bigint) * {{ places() }}, true
        from landing.landed as landed
        join shifts on landed.part = shifts.part
    ),

    numbered as (
        select
            *,
            is_here and row_number() over (
                partition by {{ kind.required[0].name | identifier }}, content order by seq
            ) > 1 as is_known
        from entities
    ),

    versions as (
        select
            max(case when is_known then seq end) as last_known,
            max(case when not is_known then seq end) as last_new
        from numbered
        group by {{ kind.identity | map("identifier") | join(", ") }}, partial, deleting, version, "updatedAt"
    ),

    changed_back as (
        select versions.last_known
        from versions
        join numbered as known on versions.last_known = known.seq
        join numbered as new on versions.last_new = new.seq
        where versions.last_known > versions.last_new and known.content <> new.content
    )

select seq, partial, deleting, content, {{ kind.fields | map(attribute="name") | map("identifier") | join(", ") }}
from numbered
where is_here and (not is_known or exists (select 1 from changed_back where numbered.seq = changed_back.last_known))
