-- The tables of raw.duckdb: one for each kind of entity, append-only, and what is known of each load.
{% for kind in kinds %}
create table if not exists raw.{{ kind.name | identifier }} (
    load_id INTEGER,    -- the load that brought it
    seq BIGINT,         -- its place in the order of loading, over all loads
    partial BOOLEAN,    -- found under `refers`, with neither version nor updatedAt
    deleting BOOLEAN,   -- the body of a webhook that says that the entity is no more
    content UBIGINT,    -- hash of the fields: the same content twice is one row
    {% for field in kind.fields %}
    {{ field.name | identifier }} {{ field.sql_type }}{{ "" if loop.last else "," }}
    {% endfor %}
);
{% endfor %}
create table if not exists raw.format (number INTEGER, fields VARCHAR);
create table if not exists raw.loads (
    load_id INTEGER, started_at TIMESTAMP, finished_at TIMESTAMP,
    files BIGINT, events BIGINT, new BIGINT, duplicate BIGINT, rejected BIGINT
);
create table if not exists raw.files (load_id INTEGER, path VARCHAR, bytes BIGINT, modified_ns BIGINT);
create table if not exists raw.rejects (load_id INTEGER, path VARCHAR, line BIGINT, reason VARCHAR, text VARCHAR);
create table if not exists raw.exports (
    exported_at TIMESTAMP, manager_id VARCHAR, reason VARCHAR, file VARCHAR,
    filters VARCHAR, sheets VARCHAR, row_counts VARCHAR
);
alter table raw.exports add column if not exists options VARCHAR;
-- What was forgotten, by the hash of its id, so that it stays out when it is loaded again.
create table if not exists raw.forgotten (forgotten_at TIMESTAMP, kind VARCHAR, hash VARCHAR, reason VARCHAR);
