-- How many rows a relation that was made again has beside those of the last build, and how many of those it lacks.
select
    (select count(*) from (from {{ part }} except all from {{ relation }})),
    (select count(*) from (from {{ relation }} except all from {{ part }}))
