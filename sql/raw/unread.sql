-- Which documents hold a fault, with its reason; one that holds no kind of event that we know (it may be no JSON, or no
-- object) has none. `place` counts the documents of a file from 0, `document` those of the table.
with
    numbered as (
        select rowid as document, * replace (coalesce(number, rowid + {{ first_document }}) as number)
        from documents
    ),

    first_documents as (select path, min(document) as first_document from numbered group by path),

    unread as (
        select number, null as reason
        from numbered
        where not coalesce(type in ({{ types | map("literal") | join(", ") }}) and entity is not null, false)
        {% for kind in kinds %}
            and {{ kind.single | identifier }} is null and {{ kind.many | identifier }} is null
            {{ "and " ~ (("refers." ~ kind.single) | identifier) ~ " is null" if kind.refers }}
        {% endfor %}
    )
select path, document - first_document as place, document, reason
from (
    from faults
    union all
    select number, fault from numbered where fault is not null and number not in (select number from unread)
    union all
    from unread
) as found (number, reason)
join numbered using (number)
join first_documents using (path)
order by document, reason
limit {{ most }}
