-- The sheet "Summary": key numbers of the chosen chats, as the report's page has them without a filter.
select
    count(case when kind = 'creation' then 1 end) as chats,
    {% for prefix in ("", "operation_") %}
    {% for kind, measure in [("wait", "waits"), ("reply", "replies"), ("close", "resolutions")] %}
    {% set took = "case when kind = '" ~ kind ~ "' then " ~ prefix ~ "took end" %}
    count({{ took }}) as {{ prefix }}{{ measure }},
    {{ quantile(took, 0.5) }} as {{ prefix }}{{ measure }}_median,
    {{ quantile(took, 0.9) }} as {{ prefix }}{{ measure }}_p90,
    {% endfor %}
    {% endfor %}
    count(case when kind in ('opening', 'reopening') then 1 end) as opened,
    count(case when kind = 'reopening' then 1 end) as reopened,
    count(case when kind = 'close' then 1 end) as closed,
    count(case when is_first_contact then 1 end) as resolved_at_first_contact,
    count(score) as ratings,
    {{ rate("sum(score)", "count(score)") }} as average_score
from {{ happenings }}
