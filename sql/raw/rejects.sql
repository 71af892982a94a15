-- The rejects of a load, given by column.
insert into raw.rejects
select $1, unnest($2::varchar[]), unnest($3::bigint[]), unnest($4::varchar[]), unnest($5::varchar[])
