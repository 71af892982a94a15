-- Takes out of a load's rejects those that a load before has from the same place: a file that grows is read anew.
delete from rejected
where (path, line, reason, text) in (
    select path, line, reason, text from raw.rejects where path in (select path from rejected)
)
