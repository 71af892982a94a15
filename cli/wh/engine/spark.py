"""The one place that talks to Apache Spark: a session, statements, tables and views, and files that it can reach."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from wh.engine.database import Row
from wh.errors import FaultError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PLACE = re.compile(r"line (\d+),? pos (\d+)")
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


class Spark:
    """A session of Spark whose errors are FaultErrors that show the line of the statement."""

    def __init__(self, master: str, options: Mapping[str, str], log: Path) -> None:
        """Starts a session on a master; what Spark prints goes into the file `log`."""
        _look_for_java()
        with _told("Spark does not start", hint=f"{log} has what it said"), _printing_into(log):
            self._session = _session(master, (_LOCAL if master.startswith("local") else {}) | _QUIET | dict(options))
        for name in ("SQLQueryContextLogger", "py4j"):  # a page of JSON for each failed query, and what nobody asks
            logging.getLogger(name).setLevel(logging.CRITICAL)
        for name, value in _MEANING.items():
            if self._session.conf.get(name) != value:
                raise FaultError(f"Spark does not take {name} = {value}", "the same SQL would mean something else")
        self._session.udf.register("composed", _composed)

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
        with _told("Spark", sql):
            return [tuple(row) for row in self._session.sql(sql, args=list(parameters)).collect()]

    def name_query(self, name: str, sql: str) -> None:
        """Makes a query a temporary view."""
        with _told("Spark", sql):
            self._session.sql(sql).createOrReplaceTempView(name)

    def name_files(self, name: str, folders: Sequence[str], form: str = "parquet") -> None:
        """Makes what lies in folders a temporary view."""
        with _told("Spark"):
            self._session.read.format(form).load(list(folders)).createOrReplaceTempView(name)

    def store(self, sql: str, folder: str, form: str = "parquet") -> None:
        """Writes the rows of a query into a folder, as "parquet" or another format that the session knows."""
        with _told("Spark", sql):
            self._session.sql(sql).write.mode("overwrite").format(form).save(folder)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of that name."""
        files, found = self._files(path)
        return bool(files.exists(found))

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where there is no such folder."""
        files, found = self._files(folder)
        return sorted(each.getPath().getName() for each in files.listStatus(found)) if files.exists(found) else []

    def read(self, path: str) -> str:
        """The text of a small file; "" where there is none."""
        files, found = self._files(path)
        with _told("Spark"):
            stream = files.open(found) if files.exists(found) else None
            text = self._session._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8") if stream else ""
            if stream:
                stream.close()
        return str(text)

    def put(self, source: Path, path: str) -> None:
        """Moves a local file or folder to `path`, which is there whole or not at all."""
        files, target = self._files(path)
        _, part = self._files(path + ".part")
        with _told("Spark"):
            files.mkdirs(target.getParent())
            files.delete(part, True)
            files.copyFromLocalFile(True, True, self._path(f"file://{source.absolute()}"), part)
            if path.startswith("file:") and source.suffix:
                Path(path.removeprefix("file://") + ".part").replace(path.removeprefix("file://"))
                return
            files.delete(target, True)
            files.rename(part, target)

    def fetch(self, path: str, folder: Path) -> None:
        """Copies a folder to this machine."""
        files, found = self._files(path)
        with _told("Spark"):
            files.copyToLocalFile(False, found, self._path(address(str(folder))), True)

    def delete(self, path: str) -> None:
        """Deletes a file or folder, if it is there."""
        files, found = self._files(path)
        with _told("Spark"):
            files.delete(found, True)

    def _files(self, path: str) -> tuple[Any, Any]:
        """The file system of a path, and the path as it takes it."""
        found = self._path(path)
        with _told("Spark"):
            return found.getFileSystem(self._session._jsc.hadoopConfiguration()), found

    def _path(self, path: str) -> Any:
        return self._session._jvm.org.apache.hadoop.fs.Path(path)


def address(place: str) -> str:
    """A folder of this machine as an address; what is one already stays."""
    return place.rstrip("/") if "://" in place else f"file://{Path(place).absolute()}"


def _session(master: str, options: Mapping[str, str]) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("PySpark is not installed", "pip install 'wh[spark]'") from error
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


@contextmanager
def _told(what: str, sql: str = "", hint: str = "") -> Iterator[None]:
    """Spark's errors as one line, with the line of the statement that it points to."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
    except ImportError:
        yield
        return
    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise FaultError(f"{what}: {_message(error)}", hint or _pointed(sql, str(error))) from error


def _message(error: Exception) -> str:
    """The line of an error that says what it is: of one in Java, that of the innermost cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return (causes or [line for line in lines if not line.startswith("An error occurred")] or [type(error).__name__])[0]


def _pointed(sql: str, message: str) -> str:
    """The line of a statement that an error points to, with a caret."""
    if not (place := _PLACE.search(message)) or len(lines := sql.splitlines()) < int(place[1]):
        return ""
    line = lines[int(place[1]) - 1]
    return f"{line.strip()}\n      {' ' * (int(place[2]) - len(line) + len(line.lstrip()))}^"
