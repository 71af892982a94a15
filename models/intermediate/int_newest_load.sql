-- One row per warehouse: the day of the newest load that brought anything, and what follows from it.
-- The clock reaches to the end of the year after it; reports have nothing later than the day after it, in UTC, because
-- no zone is further ahead: what is later has the time of a wrong clock (DECISIONS.md, "Events of the future").
with

    loads as (
        select cast(max(finished_at) as date) as loaded_on
        from {{ source("loads") }}
        where new > 0
    )

select
    loaded_on,
    {{ date_of(day_number("loaded_on") ~ " + 1") }} as last_on,
    {{ day_number("make_date(year(loaded_on) + 2, 1, 2)") }} as last_day_of_clock
from loads
