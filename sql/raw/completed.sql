-- Takes out what was rejected as the last line of a file while another program was still writing it: the file has
-- grown, and nothing is rejected there any more. $files: what is loaded now.
delete from raw.rejects
where (path, line) in (
    with
        grown as (
            select before.path
            from raw.files as before
            join (select unnest($files::struct(path varchar, bytes bigint)[], recursive := true)) as now
                on before.path = now.path
            group by before.path
            having max(now.bytes) > max(before.bytes)
        )
    select path, max(line)
    from raw.rejects
    where path in (from grown)
    group by path
)
and (path, line) not in (select path, line from rejected)
