-- Takes out what was rejected as the last line of a file while another program was still writing it: the file has
-- grown, and nothing is rejected there any more.
-- $paths, $sizes: the files of this load. $rejected, $lines: its rejects.
delete from raw.rejects
where (path, line) in (
    with
        grown as (
            select now.path
            from (select unnest($paths::varchar[]) as path, unnest($sizes::bigint[]) as bytes) as now
            join raw.files as before on now.path = before.path
            group by now.path
            having max(now.bytes) > max(before.bytes)
        )
    select path, max(line)
    from raw.rejects
    where path in (from grown)
    group by path
)
and (path, line) not in (select unnest($rejected::varchar[]), unnest($lines::bigint[]))
