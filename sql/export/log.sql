-- One more line in the export log.
insert into raw.exports by name
select
    current_timestamp::timestamp as exported_at,
    $manager_id as manager_id,
    $reason as reason,
    $file as file,
    $filters as filters,
    $sheets as sheets,
    $row_counts as row_counts,
    $options as options
