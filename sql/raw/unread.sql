-- Which documents hold a fault, with its reason; one that holds no kind of event that we know (it may be no JSON, or no
-- object) has none. `place` counts the documents of a file from 0, `document` those of the table.
with
    numbered as (
        select
            path,
            place as document,
            coalesce(number, place + {{ first_document }}) as number,
            fault,
            not coalesce(type in ({{ types | map("literal") | join(", ") }}) and entity is not null, false)
            {% for kind in kinds %}
            {{ "and " ~ (kind.single | identifier) ~ " is null" if kind.single in keys }}
            {{ "and " ~ (kind.many | identifier) ~ " is null" if kind.many in keys }}
            {{ "and " ~ (("refers." ~ kind.single) | identifier) ~ " is null" if kind.refers and "refers" in keys }}
            {% endfor %}
            as is_unread
        from documents
    ),

    first_documents as (select path, min(document) as first_document from numbered group by path)
select path, document - first_document as place, document, reason
from (
    from faults
    union all
    select number, case when not is_unread then fault end from numbered where is_unread or fault is not null
) as found (number, reason)
join numbered using (number)
join first_documents using (path)
order by document, reason
limit {{ most }}
