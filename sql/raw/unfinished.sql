-- Entities of a load that never came to be: its row in raw.loads is the last thing that a load writes.
delete from raw.{{ kind.name | identifier }}
where load_id > (select coalesce(max(load_id), 0) from raw.loads)
