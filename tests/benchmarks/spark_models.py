"""Each model on DuckDB and on Spark, in seconds, with the bytes that Spark shuffles.

    python tests/benchmarks/spark_models.py HOME [--memory 4g]

The floor is DuckDB in the same run, on the same raw events. The home's tables on Spark are not touched.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from wh.engine.database import Database
from wh.engine.hadoop import address
from wh.engine.spark import Spark
from wh.home.home import Home
from wh.loading.raw import attach_raw
from wh.models.model import all_models, build_order
from wh.models.relations import add_settings, make_relation
from wh.scaling import spark_build
from wh.scaling.cluster import Cluster

SHOWN = 20


def on_duckdb(home: Home, folder: Path) -> dict[str, float]:
    """Seconds of each model."""
    found = {}
    with Database() as database:
        database.spill(folder, None)
        attach_raw(database, home)
        database.attach(folder / "duckdb.duckdb", "warehouse")
        add_settings(database, home.settings)
        database.run("sql/build/schemas.sql")
        for each in build_order(all_models()):
            started = time.monotonic()
            make_relation(database, each, home.settings)
            found[each.name] = time.monotonic() - started
    return found


class Shuffled:
    """What a build on Spark tells of its progress, turned into bytes shuffled by model."""

    def __init__(self, spark: Spark) -> None:
        self._store = spark._session.sparkContext._jsc.sc().statusStore()
        self._last, self._name, self.bytes = 0, "", dict[str, int]()

    def __call__(self, name: str, _done: int, _total: int | None) -> None:
        total = sum(int(each.totalShuffleWrite()) for each in self._executors())
        self.bytes[self._name] = self.bytes.get(self._name, 0) + total - self._last
        self._last, self._name = total, name

    def _executors(self) -> list[Any]:
        found = self._store.executorList(False)
        return [found.apply(place) for place in range(found.size())]


def main() -> None:
    """Prints a line for all, and one for each of the slowest models."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--memory", default="4g")
    parser.add_argument("--master", default="local[2]")
    asked = parser.parse_args()
    home = Home.at(asked.home)
    conf = dict(home.settings.spark.conf) | {"spark.driver.memory": asked.memory}
    home = replace(home, settings=replace(home.settings, spark=replace(home.settings.spark, conf=conf)))
    with tempfile.TemporaryDirectory(dir=home.path) as folder:
        ours = on_duckdb(home, Path(folder))
        started = time.monotonic()
        with spark_build.session(home, spark_build.SparkOptions(master=asked.master)) as spark:
            begun = time.monotonic()
            shuffled = Shuffled(spark)
            to = address(f"{folder}/tables")
            built = spark_build.make_tables(Cluster(spark, home.settings), home, to, "measured", shuffled)
            ended = time.monotonic()
            written = sum(path.stat().st_size for path in Path(folder).glob("tables/builds/**/*") if path.is_file())
    theirs, bytes_ = built.seconds, shuffled.bytes
    whole = f"{sum(theirs.values()):.0f} s of {ended - begun:.0f} on Spark, {sum(ours.values()):.1f} on DuckDB"
    print(f"{built.rows['messages']:,} messages; {len(ours)} models: {whole}; session {begun - started:.0f} s")
    print(f"shuffled: {sum(bytes_.values()) / 1e6:,.0f} MB; tables, also those on the way: {written / 1e6:,.0f} MB")
    for name in sorted(theirs, key=lambda each: -theirs[each])[:SHOWN]:
        rows, size = built.rows[name], bytes_.get(name, 0) / 1e6
        times = f"{ours[name]:8.2f} s {theirs[name]:8.2f} s {theirs[name] / ours[name]:6.1f}"
        print(f"{name:26} {rows:12,} rows {times} {size:9,.1f} MB")


if __name__ == "__main__":
    main()
