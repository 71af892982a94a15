"""Raw events as Parquet, a folder for each load: written where raw.duckdb is, read wherever Spark is."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from wh.contracts.kinds import kinds
from wh.engine.database import Database
from wh.engine.spark import Spark
from wh.home.home import Home
from wh.loading.raw import attach_no_events, attach_raw
from wh.models.relations import Progress, add_settings
from wh.rendering.template import render
from wh.translating.dialect import relation_name

NO_LOAD = 0  # the folder of empty files: of a kind that no load brought, the columns are known
SETTINGS = ("channels", "schedules", "hours", "holidays", "overrides", "profile_order")
MARK = "mark"  # the file that is there last


@dataclass(frozen=True)
class Events:
    """What the folders of loads hold, a text for each; `lost`: a load had an entity before that it no longer has."""

    marks: tuple[str, ...]
    lost: bool


def write_events(spark: Spark, home: Home, to: str, progress: Progress = lambda *_: None) -> Events:
    """Brings the folders of loads below the address `to` up to the home's raw.duckdb.

    One whose load lost an entity since is written anew; one whose load is gone, goes.
    """
    lost = False
    with Database() as database:
        attach_raw(database, home)
        loads = {NO_LOAD: "0 0"} | {
            load_id: f"{entities} {mark}"
            for load_id, entities, mark in database.query("sql/spark/loads.sql", kinds=kinds())
        }
        for name in set(load_folders(spark, to)) - {load_name(load_id) for load_id in loads}:
            spark.files.delete(f"{to}/{name}")
            lost = True
        for number, (load_id, mark) in enumerate(loads.items()):
            progress("events", number, len(loads))
            if (written := spark.files.read(f"{to}/{load_name(load_id)}/{MARK}")) != mark:
                lost = lost or bool(written)
                _write(spark, database, home, load_id, mark, f"{to}/{load_name(load_id)}")
        with tempfile.TemporaryDirectory(dir=home.path) as folder:
            file = Path(folder) / "loads.parquet"
            database.save("from raw.loads", file)
            spark.files.put(file, f"{to}/loads.parquet")
    return Events(tuple(f"{load_id} {mark}" for load_id, mark in loads.items()), lost)


def name_events(spark: Spark, to: str) -> None:
    """Makes the raw tables of all finished loads below `to` temporary views."""
    files = {f"{to}/{name}": spark.files.names(f"{to}/{name}") for name in load_folders(spark, to)}
    finished = {load: names for load, names in files.items() if MARK in names}
    for kind in kinds():
        found = [f"{load}/{kind.name}.parquet" for load, names in finished.items() if f"{kind.name}.parquet" in names]
        spark.name_files(relation_name("raw", kind.name), found)
    spark.name_files(relation_name("raw", "loads"), [f"{to}/loads.parquet"])


def write_settings(spark: Spark, home: Home, to: str) -> None:
    """The settings as tables below the address `to`, as DuckDB writes them, and as temporary views."""
    with Database() as database, tempfile.TemporaryDirectory(dir=home.path) as folder:
        add_settings(database, home.settings)
        tables = {name: f"from memory.settings.{name}" for name in SETTINGS}
        tables["time_zones"] = "select name from pg_timezone_names()"
        for name, sql in tables.items():
            database.save(sql, Path(folder) / f"{name}.parquet")
            spark.files.put(Path(folder) / f"{name}.parquet", f"{to}/{name}.parquet")
            spark.name_files(relation_name("settings", name), [f"{to}/{name}.parquet"])


def write_empty(spark: Spark, home: Home, to: str) -> None:
    """The folder of empty files, a file for each kind."""
    with Database() as database:
        attach_no_events(database)
        _write(spark, database, home, NO_LOAD, "0 0", to)


def load_folders(spark: Spark, to: str) -> list[str]:
    """The names of the folders of loads below `to`, in order."""
    return [name for name in spark.files.names(to) if name.startswith("load-")]


def load_name(load_id: int) -> str:
    """What the folder of a load is called."""
    return f"load-{load_id:06}"


def _write(spark: Spark, database: Database, home: Home, load_id: int, mark: str, to: str) -> None:
    """A folder for a load, with a file for each kind of which it brought any."""
    with tempfile.TemporaryDirectory(dir=home.path) as parent:
        folder = Path(parent) / "load"
        folder.mkdir()
        for kind in kinds():
            sql = render("sql/spark/entities.sql", {"kind": kind, "load_id": load_id})
            if load_id == NO_LOAD or database.value(sql.after("select count(*) from (", ")")):
                database.save(sql, folder / f"{kind.name}.parquet")
        (folder / MARK).write_text(mark, "ascii")
        spark.files.put(folder, to)
