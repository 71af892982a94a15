-- How many entities of each kind there are, and when the newest changed, by a clock that can be right ($now is in ms).
{% for kind in kinds %}
select
    {{ kind.name | literal }} as kind,
    count(*) as events,
    max(case
        when greatest("createdAt", "updatedAt") < {{ now_ms }} + {{ day_ms() }} then greatest("createdAt", "updatedAt")
    end) as newest_ms
from {{ source(kind.name) }}
{{ "union all" if not loop.last }}
{% endfor %}
