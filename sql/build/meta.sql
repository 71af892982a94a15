-- What is known of a build: for status pages, and for tools that read a dictionary.
create table if not exists meta.builds (
    build_id BIGINT,  -- in the order of building, whatever the clock says
    built_at TIMESTAMP, scope VARCHAR, reason VARCHAR, chats BIGINT, seconds DOUBLE,
    wh_version VARCHAR, engine_version VARCHAR, made_of VARCHAR, last_load_id INTEGER, last_loaded_at TIMESTAMP,
    writes UBIGINT  -- how often the file was written, this build included: a later number is another program's
);
create or replace table meta.freshness as
select * from (
    {% for kind in kinds %}
    select
        {{ kind.name | literal }} as kind,
        count(*) as events,
        epoch_ms(max(greatest("createdAt", "updatedAt")) filter (
            greatest("createdAt", "updatedAt") < epoch_ms(now()) + {{ day_ms() }}  -- not those of a wrong clock
        )) as newest_at
    from raw.{{ kind.name | identifier }}
    {{ "union all" if not loop.last }}
    {% endfor %}
);
create or replace table meta.models (
    name VARCHAR, layer VARCHAR, doc VARCHAR, relation VARCHAR, row_count BIGINT,
    scope VARCHAR, reason VARCHAR, seconds DOUBLE,
    template_hash VARCHAR, sql_hash VARCHAR, contract_hash VARCHAR
);
create or replace table meta.columns (
    relation VARCHAR, position INTEGER, name VARCHAR, type VARCHAR, doc VARCHAR, is_duration BOOLEAN, is_hidden BOOLEAN
);
create or replace table meta.checks (model VARCHAR, check_name VARCHAR, severity VARCHAR, offending_rows BIGINT);
create or replace table meta.offending_rows (model VARCHAR, check_name VARCHAR, example VARCHAR);
