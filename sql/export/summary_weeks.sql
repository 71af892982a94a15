-- How long customers waited for first replies, by the week of the reply.
select {{ first_day("week", "date") }}, {{ quantile("took", 0.5) }}, {{ quantile("took", 0.9) }}
from {{ happenings }}
where kind = 'wait' and took is not null and date is not null
group by 1
order by 1
