-- A table like raw.loads, without rows.
create temp table loads (
    load_id INTEGER, started_at TIMESTAMP, finished_at TIMESTAMP,
    files BIGINT, events BIGINT, new BIGINT, duplicate BIGINT, rejected BIGINT
)
