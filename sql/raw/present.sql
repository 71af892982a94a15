-- For each kind in order, whether the documents of a batch may hold an entity of it.
select
    {% for kind in kinds %}
    coalesce(bool_or(
        (type in ({{ kind.types | map("literal") | join(", ") }}) and entity is not null)
        {{ "or refers." ~ (kind.single | identifier) ~ " is not null" if kind.refers }}
        {% if not webhooks %}
        or {{ kind.single | identifier }} is not null
        or len({{ kind.many | identifier }}) > 0
        {% endif %}
    ), false){{ "," if not loop.last }}
    {% endfor %}
from documents
