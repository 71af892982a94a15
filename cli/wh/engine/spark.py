"""The one place that talks to Apache Spark: a session, statements, tables and views."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

from wh.engine.database import Row
from wh.engine.hadoop import Files
from wh.engine.spark_errors import told
from wh.errors import FaultError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_MEANING = {  # what the same SQL text means hangs on these
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
}
_QUIET = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",  # of 200 on one machine, most would be empty
}
Content = tuple[str, bytes | None]  # the address of a file, and its bytes where tasks cannot open it
Result = TypeVar("Result")


class Spark:
    """A session of Spark whose errors are FaultErrors that show the line of the statement."""

    def __init__(self, master: str, options: Mapping[str, str], log: Path) -> None:
        """Starts a session on a master; what Spark prints goes into the file `log`."""
        _look_for_java()
        for name in ("SQLQueryContextLogger", "py4j"):  # a page of JSON for each failed query, and what nobody asks
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with told(f"Spark does not start on {master}", hint=f"{log} has what it said"), _printing_into(log):
            self._session = _session(master, (_LOCAL if master.startswith("local") else {}) | _QUIET | dict(options))
        for name, value in _MEANING.items():
            if self._session.conf.get(name) != value:
                raise FaultError(f"Spark does not take {name} = {value}", "the same SQL would mean something else")
        self._session.udf.register("composed", _composed)
        self.files = Files(self._session)

    def __enter__(self) -> Spark:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.stop()

    @property
    def version(self) -> str:
        """The version of Spark."""
        return str(self._session.version)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with told("Spark", sql):
            return [tuple(row) for row in self._session.sql(sql, args=list(parameters)).collect()]

    def name_query(self, name: str, sql: str) -> None:
        """Makes a query a temporary view."""
        with told("Spark", sql):
            self._session.sql(sql).createOrReplaceTempView(name)

    def name_files(self, name: str, folders: Sequence[str], form: str = "parquet") -> None:
        """Makes what lies in folders a temporary view."""
        with told("Spark"):
            self._session.read.format(form).load(list(folders)).createOrReplaceTempView(name)

    def store(self, sql: str, folder: str, form: str = "parquet") -> None:
        """Writes the rows of a query into a folder, as "parquet" or another format that the session knows."""
        with told("Spark", sql):
            self._session.sql(sql).write.mode("overwrite").format(form).save(folder)

    @property
    def cores(self) -> int:
        """How many tasks run at once."""
        return int(self._session.sparkContext.defaultParallelism)

    def in_tasks(self, work: Callable[[Sequence[Content]], Result], shares: Sequence[Sequence[str]]) -> list[Result]:
        """What `work` makes of the files of each share, one task for each, in their order.

        Files of this machine are opened where the task runs, so they must be there; others are read by Spark.
        """
        with told("Spark"):
            parts = [self._share(share) for share in shares]
            return list(self._session.sparkContext.union(parts).map(work).collect())

    def _share(self, share: Sequence[str]) -> Any:
        """The files of a share as the only item of the only part of an RDD."""
        context = self._session.sparkContext
        if all(each.startswith("file:") for each in share):
            return context.parallelize([[(each, None) for each in share]], 1)
        found = context.binaryFiles(",".join(map(_escaped, share)))
        return found.coalesce(1).glom().map(partial(_ordered, share))


def _escaped(path: str) -> str:
    """An address that is not taken for a pattern."""
    if "," in path:
        raise UsageError(f"{path} has a comma in its name, which Spark takes for the end of it", "rename the file")
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _ordered(share: Sequence[str], files: Sequence[tuple[str, bytes]]) -> list[Content]:
    """Files in the order of a share; Spark packs them by their sizes."""
    return sorted(files, key=lambda file: share.index(file[0]))


def _session(master: str, options: Mapping[str, str]) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("PySpark is not installed", "install pyspark>=4.3,<5 where wh is; docs/scale.md") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("wh")
    for name, value in (dict(options) | _MEANING).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _composed(text: str | None) -> str | None:
    """A text in NFC, for which Spark has no function."""
    return None if text is None else normalize("NFC", text)


@contextmanager
def _printing_into(log: Path) -> Iterator[None]:
    """What a program that is started in the block prints on stderr goes into a file, as long as it runs."""
    kept = os.dup(2)
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _look_for_java() -> None:
    """A UsageError where no Java is found: Spark would print a page and end."""
    if home := os.environ.get("JAVA_HOME"):
        if not (Path(home) / "bin" / "java").exists():
            raise UsageError(f"JAVA_HOME is {home}, and there is no bin/java in it", "correct it, or unset it")
    elif not shutil.which("java"):
        raise UsageError("Spark needs Java, and there is none", "install Java 17, or set JAVA_HOME to where it is")
