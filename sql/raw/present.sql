-- For each kind in order, whether the documents hold an entity of it.
select
    {% for kind in kinds %}
    coalesce(bool_or(
        (type in ({{ kind.types | map("literal") | join(", ") }}) and entity is not null)
        {{ "or " ~ (("refers." ~ kind.single) | identifier) ~ " is not null" if kind.refers }}
        or {{ kind.single | identifier }} is not null
        or {{ kind.many | identifier }} <> '[]'
    ), false){{ "," if not loop.last }}
    {% endfor %}
from documents
