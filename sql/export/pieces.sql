-- The rows of a sheet cut into pieces by the first column of its order: how many rows each has, and its last value.
-- Each piece is sorted by itself, so an export needs no more memory for more rows; rows without a value end the last
-- one.
select max(last) as last, sum(rows)::bigint as rows
from (
    select
        {{ key }} as last,
        count(*) as rows,
        (sum(sum({{ bytes }})) over (order by {{ key }} nulls last) - 1) // {{ size }} as piece
    from {{ rows }}
    group by {{ key }}
)
group by piece
order by piece
