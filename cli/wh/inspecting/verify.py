"""`wh verify --engine spark`: both engines build from the same raw events, and every row is compared."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wh.engine.database import Database
from wh.engine.hadoop import address
from wh.engine.spark import Spark
from wh.errors import UsageError
from wh.home.home import Home
from wh.loading.raw import attach_raw
from wh.models.checks import Finding, run_checks
from wh.models.model import Model, all_models, build_order
from wh.models.relations import Progress, make_relations
from wh.rendering.quoting import identifier, literal
from wh.scaling.cluster import Cluster, view_name
from wh.scaling.spark_build import find, make_tables

SHOWN = 3  # rows of a difference


@dataclass(frozen=True)
class Difference:
    """What differs of a model: in words, and some of the rows, each after the engine that alone has it."""

    model: str
    told: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verified:
    """How many relations and checks were compared, of how many rows, and what differs."""

    relations: int
    rows: int
    differences: tuple[Difference, ...]


def verify(spark: Spark, home: Home, progress: Progress = lambda *_: None) -> Verified:
    """Builds on DuckDB and on Spark in a folder of the home that goes again, and compares marts, reports and sheets.

    A UsageError where the home has no raw.duckdb.
    """
    if not home.raw.exists():
        raise UsageError(f"there is no {home.raw} to build from", "`wh load` makes it; tasks of Spark load without it")
    with tempfile.TemporaryDirectory(prefix="verify-", dir=home.path) as folder:
        ours, theirs = Path(folder) / "duckdb", Path(folder) / "spark"
        ours.mkdir()
        with Database() as database:
            database.spill(Path(folder), None)
            found = _build(database, home, ours, progress)
        others = _build_on_spark(spark, home, theirs, progress)
        with Database() as database:
            database.spill(Path(folder), None)
            found_rows = [each for model in published() for each in differences(database, model, ours, theirs)]
            rows = sum(int(database.value(f"select count(*) from {_ours(each, ours)}")) for each in published())
    return Verified(len(published()), rows, (*found_rows, *_findings(found, others)))


def published() -> list[Model]:
    """The models that somebody reads: marts, reports, sheets."""
    return [each for each in all_models().values() if each.is_published]


def _build(database: Database, home: Home, folder: Path, progress: Progress) -> list[Finding]:
    attach_raw(database, home)
    database.attach(folder.with_name("duckdb.duckdb"), "warehouse")
    make_relations(database, home.settings, list(all_models()), progress)
    for each in published():
        database.save(f"from {each.relation}", _file(each, folder))
    return run_checks(database, {each: each.relation for each in all_models().values()})


def _build_on_spark(spark: Spark, home: Home, folder: Path, progress: Progress) -> list[Finding]:
    plain = replace(home, settings=replace(home.settings, spark=replace(home.settings.spark, format="parquet")))
    cluster = Cluster(spark, plain.settings)
    built = make_tables(cluster, plain, address(str(folder)), "verified", progress)
    for each in (one for one in build_order(all_models()) if one.is_published):
        place = address(str(folder / each.name))
        spark.store(f"SELECT * FROM {view_name(each)}", place)
        spark.name_files(view_name(each), [place])  # so that checks, and views of views, do not compute it again
    return [*built.findings, *find(cluster, [each for each in all_models().values() if each.is_view])]


def differences(database: Database, each: Model, ours: Path, theirs: Path) -> Iterator[Difference]:
    """How the rows of a model differ: first in names and types, else in values."""
    one, other = _ours(each, ours), f"read_parquet({literal(str(theirs / each.name / '*.parquet'))})"
    columns, others = (
        [(name, type_.replace("JSON", "VARCHAR")) for name, type_, *_ in database.rows(f"describe from {relation}")]
        for relation in (one, other)
    )
    if columns != others:
        odd = [f"{name} {type_}" for name, type_ in columns if (name, type_) not in others]
        yield Difference(each.name, f"names or types: {', '.join(odd) or 'their order'}")
        return
    rows = [*_only("DuckDB", database, one, other), *_only("Spark", database, other, one)]
    if rows:
        names = [name for name, _ in columns if _differs(database, name, one, other)]
        yield Difference(each.name, f"rows; columns that differ: {', '.join(names)}", tuple(rows))


def _only(engine: str, database: Database, one: str, other: str) -> list[str]:
    """The first rows of one relation that another has not, as JSON, after the name of its engine."""
    rows = database.rows(f"select to_json(odd) from (from {one} except all from {other}) as odd limit {SHOWN}")
    return [f"{engine} only: {row}" for (row,) in rows]


def _differs(database: Database, name: str, one: str, other: str) -> bool:
    column = identifier(name)
    sides = [f"select {column} from {a} except all select {column} from {b}" for a, b in ((one, other), (other, one))]
    return any(database.rows(f"{each} limit 1") for each in sides)


def _findings(ours: Sequence[Finding], theirs: Sequence[Finding]) -> Iterator[Difference]:
    """The checks that do not find the same number of rows on both engines."""
    one, other = _counts(ours), _counts(theirs)
    for model, check in sorted(one.keys() | other.keys()):
        counts = one.get((model, check), 0), other.get((model, check), 0)
        if counts[0] != counts[1]:
            yield Difference(model, f"check {check}: {counts[0]} rows on DuckDB, {counts[1]} on Spark")


def _counts(findings: Sequence[Finding]) -> Mapping[tuple[str, str], int]:
    return {(each.model, each.check): each.rows for each in findings}


def _file(each: Model, folder: Path) -> Path:
    return folder / f"{each.name}.parquet"


def _ours(each: Model, folder: Path) -> str:
    return f"read_parquet({literal(str(_file(each, folder)))})"
