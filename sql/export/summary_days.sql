-- How many of the chosen chats were created on each date, from the first to the last.
with days as (select min(date) as first, max(date) as last from {{ happenings }} where kind = 'creation')

select days.date, count(created.date)
from (select unnest(generate_series(first, last, interval 1 day))::date as date from days) as days
left join {{ happenings }} as created on created.kind = 'creation' and days.date = created.date
group by days.date
order by days.date
