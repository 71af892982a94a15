-- What a load could not keep, in the order of reading, until it ends.
create or replace temp table rejected (place BIGINT, path VARCHAR, line BIGINT, reason VARCHAR, text VARCHAR)
