"""The dictionary beside the tables of a build on Spark: schema meta as Parquet, and the statements that name them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from wh.building import record
from wh.building.freshness import Fingerprint, Reason, contract_hash, hash_of_inputs
from wh.building.increment import Made, Ran
from wh.building.record import Built
from wh.contracts.kinds import kinds
from wh.engine.database import Database
from wh.home.home import Home
from wh.loading.raw import attach_no_events
from wh.models.model import all_models, build_order
from wh.models.relations import promised_columns
from wh.scaling.cluster import Cluster, view_name
from wh.scaling.tables import SparkBuilt, Tables, kept_for_readers
from wh.translating.dialect import spark_literal, spark_name

ON_SPARK = Reason("built on Spark")
META = ("builds", "freshness", "models", "columns", "checks", "offending_rows")


def write_dictionary(cluster: Cluster, home: Home, tables: Tables, built: SparkBuilt) -> None:
    """Writes schema meta, as a build on DuckDB has it, and views.sql into the folder of a build."""
    with Database() as database, tempfile.TemporaryDirectory(dir=home.path) as folder:
        attach_no_events(database)
        database.insert("raw.loads", cluster.spark.rows("SELECT * FROM raw__loads ORDER BY load_id"))
        database.execute("attach ':memory:' as warehouse")
        database.run("sql/build/schemas.sql")
        record.write(database, _as_built(built, home), history=(), engine=cluster)
        database.execute("update meta.builds set engine_version = ?", [f"Spark {cluster.spark.version}"])
        _write_freshness(cluster, database)
        for name in META:
            file = Path(folder) / f"{name}.parquet"
            database.save(f"from meta.{name}", file)
            cluster.spark.files.put(file, f"{tables.folder(built.name)}/meta/{name}.parquet")
    statements = ";\n\n".join(_statements(cluster, tables, built.name, home.settings.spark.format))
    cluster.spark.files.write(f"{tables.folder(built.name)}/views.sql", statements + ";\n")


def _write_freshness(cluster: Cluster, database: Database) -> None:
    """The rows of meta.freshness, counted where the events are."""
    now_ms = int(database.value("select epoch_ms(now())"))
    rows = cluster.query("sql/spark/freshness.sql", kinds=kinds(), now_ms=now_ms)
    database.execute("delete from meta.freshness")
    for kind, events, newest_ms in rows:
        database.execute("insert into meta.freshness values (?, ?, epoch_ms(?::bigint))", [kind, events, newest_ms])


def _as_built(built: SparkBuilt, home: Home) -> Built:
    made = [
        Made(
            model=each,
            ran=Ran.ALL,
            reason=ON_SPARK,
            relation=each.relation,
            changed=each.relation,
            rows=built.rows[each.name],
            seconds=built.seconds[each.name],
            fingerprint=Fingerprint("", "", contract_hash(each)),
        )
        for each in build_order(all_models())
    ]
    return Built(
        unusable=ON_SPARK,
        chats=built.rows["user_chats"],
        models=tuple(made),
        inputs=hash_of_inputs(home.settings),
        seconds=sum(built.seconds.values()),
        findings=built.findings,
        notes=(),
    )


def _statements(cluster: Cluster, tables: Tables, build: str, form: str) -> Iterator[str]:
    """Statements that name the tables of a build in a metastore, with their docs, and make the views."""
    for each in build_order(all_models()):
        if each.is_view:
            yield f"CREATE OR REPLACE VIEW {view_name(each)} AS\n{cluster.model_sql(each)}"
        elif each.is_published or each in kept_for_readers():
            place = spark_literal(tables.of(build, each))
            yield f"DROP TABLE IF EXISTS {view_name(each)}"
            yield f"CREATE TABLE {view_name(each)} USING {form} LOCATION {place} COMMENT {spark_literal(each.doc)}"
            for column in promised_columns(cluster, each) if each.is_published else ():
                doc = spark_literal(column.doc)
                yield f"ALTER TABLE {view_name(each)} ALTER COLUMN {spark_name(column.name)} COMMENT {doc}"
