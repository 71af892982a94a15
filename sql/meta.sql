-- What is known of a build: for status pages, and for tools that read a dictionary.
create table meta.builds as
select
    current_timestamp::timestamp as built_at,
    {{ version | literal }} as wh_version,
    {{ engine | literal }} as engine_version,
    (select max(load_id) from raw.loads) as last_load_id;
create table meta.freshness as
select * from (
    {% for kind in kinds %}
    select
        {{ kind.name | literal }} as kind,
        count(*) as events,
        epoch_ms(max(greatest("createdAt", "updatedAt"))) as newest_at
    from raw.{{ kind.name | identifier }}
    {{ "union all" if not loop.last }}
    {% endfor %}
);
create table meta.models (name VARCHAR, layer VARCHAR, doc VARCHAR, row_count BIGINT);
create table meta.columns (
    relation VARCHAR, position INTEGER, name VARCHAR, type VARCHAR, doc VARCHAR, is_duration BOOLEAN, is_hidden BOOLEAN
);
create table meta.checks (model VARCHAR, check_name VARCHAR, severity VARCHAR, offending_rows BIGINT);
create table meta.offending_rows (model VARCHAR, check_name VARCHAR, example VARCHAR);
