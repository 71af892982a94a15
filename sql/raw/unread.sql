-- Where in its file each fault stands. A document that contains no known kind of event (it is not JSON, not an object,
-- or has no key that we know) has no reason.
-- `place` counts the documents of a file from 0; a document that came as text knows its line instead.
with
    first_documents as (select path, min(rowid) as first_document from documents group by path),

    unread as (
        select rowid as document, null as reason
        from documents
        where not coalesce(type in ({{ types | map("literal") | join(", ") }}) and entity is not null, false)
        {% for holder in holders %}
            and {{ holder }} is null
        {% endfor %}
    )
select path, coalesce(line, found.document - first_document) as place, reason
from (from faults union all from unread) as found
join documents on documents.rowid = found.document
join first_documents using (path)
order by found.document, reason
limit {{ most }}
