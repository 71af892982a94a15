"""`wh build --engine spark`: raw events to Parquet, every model in order, checks, and last the pointer."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wh import __version__
from wh.building.freshness import hash_of_inputs
from wh.engine.hadoop import address
from wh.engine.spark import Spark
from wh.errors import FaultError
from wh.home.home import Home
from wh.models.checks import SHOWN, Finding, checks_of, listed
from wh.models.model import Model, all_models, build_order
from wh.models.relations import Progress
from wh.scaling.cluster import Cluster
from wh.scaling.dictionary import write_dictionary
from wh.scaling.events import Events, name_events, write_events, write_settings
from wh.scaling.tables import SparkBuilt, Tables
from wh.scaling.tasks import loaded
from wh.scaling.zones import compare_zones


@dataclass(frozen=True)
class SparkOptions:
    """How to build on Spark: where, to which address, everything again, despite findings. "" is what wh.toml says."""

    master: str = ""
    to: str = ""
    full: bool = False
    despite_findings: bool = False


@contextmanager
def session(home: Home, options: SparkOptions) -> Iterator[Spark]:
    """A session as the home's settings and the options say."""
    settings = home.settings.spark
    packages = {"spark.jars.packages": ",".join(settings.packages)} if settings.packages else {}
    with Spark(options.master or settings.master, packages | dict(settings.conf), home.spark_log) as spark:
        yield spark


def target(home: Home, options: SparkOptions) -> str:
    """The address that tables go to."""
    return address(options.to or home.settings.spark.to or str(home.tables))


def build_on_spark(
    spark: Spark, home: Home, options: SparkOptions, progress: Progress = lambda *_: None
) -> SparkBuilt | None:
    """Brings the tables on Spark up to raw.duckdb and moves the pointer to them; None where nothing is new.

    What a killed build has finished is not made again. A finding of severity error is a FaultError: the pointer stays.
    """
    tables, cluster = Tables(spark, target(home, options)), Cluster(spark, home.settings)
    is_loaded = home.settings.spark.load == "tasks"
    events = loaded(spark, tables.events) if is_loaded else write_events(spark, home, tables.events, progress)
    name = _name(home, events, spark)
    if name == tables.current and not options.full:
        return None
    if options.full:
        name += f"-{int(time.time())}"
    built = _make(cluster, home, tables, name, progress)
    if built.errors and not options.despite_findings:
        _hold_back(built)
    write_dictionary(cluster, home, tables, built)
    tables.publish(name, forgets=events.lost)
    return built


def _name(home: Home, events: Events, spark: Spark) -> str:
    """The name of the build that comes of these events, models and settings, by these programs."""
    inputs = [*events.marks, hash_of_inputs(home.settings), __version__, spark.version]
    return hashlib.sha256("\0".join(inputs).encode()).hexdigest()[:16]


def _compare_zones(cluster: Cluster) -> None:
    ((first_ms, last_ms),) = cluster.query("sql/spark/span.sql")
    if first_ms is not None:
        compare_zones(cluster, [zone for (zone,) in cluster.query("sql/spark/channel_zones.sql")], first_ms, last_ms)


def make_tables(cluster: Cluster, home: Home, to: str, name: str, progress: Progress) -> SparkBuilt:
    """Raw events and all relations below an address, without publishing them."""
    tables = Tables(cluster.spark, to)
    write_events(cluster.spark, home, tables.events, progress)
    return _make(cluster, home, tables, name, progress)


def _make(cluster: Cluster, home: Home, tables: Tables, name: str, progress: Progress) -> SparkBuilt:
    """Every relation, parents first, and what the checks of the tables find."""
    name_events(cluster.spark, tables.events)
    write_settings(cluster.spark, home, f"{tables.folder(name)}/settings")
    _compare_zones(cluster)
    models = build_order(all_models())
    rows: dict[str, int] = {}
    seconds: dict[str, float] = {}
    for number, each in enumerate(models):
        progress(each.name, number, len(models))
        began = time.monotonic()
        cluster.make(each, tables.of(name, each), home.settings.spark.format)
        rows[each.name] = 0 if each.is_view else cluster.count(each)
        seconds[each.name] = time.monotonic() - began
    progress("checks", len(models), len(models))
    findings = find(cluster, [each for each in models if not each.is_view])
    return SparkBuilt(name, tables.to, rows, seconds, tuple(findings))


def find(cluster: Cluster, models: list[Model]) -> list[Finding]:
    """What the checks of models find, as `run_checks` does on DuckDB."""
    found = []
    for model in models:
        checks = list(checks_of(model, model.relation))
        for each, count in zip(checks, cluster.counts([check.sql for check in checks]), strict=True):
            if count:
                examples = cluster.examples(each.sql, SHOWN)
                found.append(Finding(each.model, each.name, each.severity, count, examples))
    return found


def _hold_back(built: SparkBuilt) -> None:
    raise FaultError(
        f"not published, {built.to} stays as it was: checks found\n      {listed(built.errors)}",
        "`wh check` shows the rows; `wh build --engine spark --despite-findings` publishes anyway",
    )
