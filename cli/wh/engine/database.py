"""The one place that talks to DuckDB: connections and statements."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from wh.engine.faults import fault, unopened
from wh.errors import FaultError, UnreadableError, UsageError, WhError
from wh.home import lock
from wh.rendering.quoting import identifier, literal
from wh.rendering.rendered import Rendered
from wh.rendering.template import render

Row = tuple[Any, ...]
Profile = dict[str, Any]  # template: its name; plan: as the engine gives it
Table = tuple[Sequence[str], Sequence[Row]]  # names of columns, rows
Answer = tuple[Sequence[str], Iterator[Row]]  # the same, rows one after the other
Parameters = Mapping[str, Any] | Sequence[Any] | None

STORAGE = "v1.0.0"  # opens in every DuckDB since 1.0.0: drivers inside BI tools are older than ours


class Database:
    """A DuckDB connection whose errors are FaultErrors that name the template line."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self._profiles: list[Profile] | None = None
        self._selects_only = False
        target = ":memory:" if path is None else _target(path)
        try:
            self._connection = duckdb.connect(target, read_only=read_only)
        except duckdb.Error as error:
            raise unopened(path, error, read_only) from error
        self._connection.execute("set errors_as_json = true; set TimeZone = 'UTC'; set enable_progress_bar = false")

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; what was not committed is gone."""
        self._connection.close()

    def confine(self) -> None:
        """From here on no statement can reach files, the network, extensions or settings.

        Without a file system, since external access leaves the paths of attached databases open, for writing too.
        """
        self._connection.execute("set temp_directory = ''; set enable_external_access = false")
        self._connection.execute("set disabled_filesystems = 'LocalFileSystem'; set lock_configuration = true")

    def confine_to(self, folder: Path) -> None:
        """The same, but what does not fit into memory is spilled into `folder`.

        That needs the file system, by which a statement could write into attached files; so only a select is taken.
        """
        self._connection.execute("set temp_directory = ?", [_target(folder / "spilled")])
        self._connection.execute("set enable_external_access = false; set lock_configuration = true")
        self._selects_only = True

    def in_memory(self, limit: str | None) -> None:
        """From here on the engine uses at most `limit` ("512MB") of memory and puts nothing on disk."""
        self._connection.execute("set temp_directory = ''")
        self._bound(limit)

    def spill(self, folder: Path, limit: str | None) -> None:
        """From here on the engine uses at most `limit` ("2GB") of memory, if given, and spills the rest into `folder`.

        The engine makes a folder `spilled` there when it needs it, and takes it away when it is closed.
        """
        spilled = folder / "spilled"
        shutil.rmtree(spilled, ignore_errors=True)  # of a command that was killed
        self._connection.execute("set temp_directory = ?", [_target(spilled)])
        self._bound(limit)

    def write_rarely(self) -> None:
        """From here on what was inserted stays in the log for long: packing many small parts costs more."""
        self._connection.execute("set checkpoint_threshold = '64MB'")

    def _bound(self, limit: str | None) -> None:
        try:
            self._connection.execute("set memory_limit = ?", [limit]) if limit else None
        except duckdb.Error as error:
            raise UsageError(f"{limit} is not an amount of memory", "it is written like 512MB or 2GB") from error

    def profile(self) -> list[Profile]:
        """The engine's own profiles of the statements made from templates from here on, in a list that grows."""
        self._connection.execute("pragma enable_profiling = 'no_output'")
        self._profiles = []
        return self._profiles

    def attach(self, path: Path, name: str, *, read_only: bool = False, wait: float = 0) -> None:
        """Attaches the file at `path` as catalog `name`; a new file gets the storage version all readers know.

        A BusyError after `wait` seconds where another program holds the file in a way that forbids it.
        """
        options = "READ_ONLY" if read_only else f"STORAGE_VERSION {literal(STORAGE)}"
        statement = f"attach {literal(_target(path))} as {identifier(name)} ({options})"

        def attempt() -> None:
            try:
                self._connection.execute(statement)
            except duckdb.Error as error:
                raise unopened(path, error, read_only) from error

        lock.patiently(attempt, wait)

    def execute(self, sql: str | Rendered, parameters: Parameters = None) -> Database:
        """Runs one statement, or several without parameters."""
        text = sql if isinstance(sql, str) else sql.sql
        try:
            self._connection.execute(text, parameters)
            if self._profiles is not None and isinstance(sql, Rendered):
                plan = json.loads(self._connection.get_profiling_information())
                self._profiles.append({"template": sql.place(len(text))[0], "plan": plan})
        except duckdb.Error as error:
            raise fault(error, sql) from error
        except UnicodeDecodeError as error:  # of a message in which the engine quotes a file's bytes
            raise UnreadableError("the file is not UTF-8") from error
        return self

    def rows(self, sql: str | Rendered, parameters: Parameters = None) -> list[Row]:
        """All rows of a query."""
        self.execute(sql, parameters)
        return self._connection.fetchall()

    def row(self, sql: str | Rendered, parameters: Parameters = None) -> Row:
        """The only row of a query."""
        (found,) = self.rows(sql, parameters)
        return found

    def value(self, sql: str | Rendered, parameters: Parameters = None) -> Any:
        """The only value of a query."""
        (found,) = self.row(sql, parameters)
        return found

    def batches(self, sql: str | Rendered, parameters: Parameters = None, size: int = 2048) -> Iterator[list[Row]]:
        """The rows of a query in batches of `size`; no other statement may run meanwhile."""
        self.execute(sql, parameters)
        yield from self._fetched(sql, size)

    def _fetched(self, sql: str | Rendered, size: int = 2048) -> Iterator[list[Row]]:
        try:
            while rows := self._connection.fetchmany(size):
                yield rows
        except duckdb.Error as error:
            raise fault(error, sql) from error

    def copied(self, sql: Rendered, form: str) -> Iterator[bytes]:
        """A query's rows as a file in one of the engine's formats, block by block through a pipe, never on disk."""
        readable, writable = os.pipe()
        faults: list[WhError] = []

        def write() -> None:
            try:
                self.execute(sql.after("copy (", f"\n) to '/dev/fd/{writable}' (format {form})"))
            except WhError as error:
                faults.append(error)
            finally:
                os.close(writable)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            with os.fdopen(readable, "rb", buffering=0) as stream:
                while block := stream.read(1 << 20):
                    yield block
        finally:
            writer.join()
        if faults:
            raise faults[0]

    def _refuse_others(self, sql: str) -> None:
        """A FaultError unless a text is selects only."""
        try:
            found = self._connection.extract_statements(sql)
        except duckdb.Error as error:
            raise fault(error, sql) from error
        if any(each.type != duckdb.StatementType.SELECT for each in found):
            raise FaultError("only a select can be asked while questions may spill", "see `spill` in wh.toml")

    def save(self, sql: str | Rendered, file: Path) -> None:
        """Writes the rows of a query into a Parquet file."""
        head, tail = "copy (", f"\n) to {literal(str(file))} (format parquet)"
        self.execute(sql.after(head, tail) if isinstance(sql, Rendered) else head + sql + tail)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Appends `rows` to the table of that (already quoted) name, column by column: one statement for all."""
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            self.execute(f"insert into {table} select {', '.join(['unnest(?)'] * len(columns))}", columns)

    def table(self, sql: str | Rendered) -> Table:
        """Column names and rows of a query."""
        names, rows = self.answer(sql)
        return names, list(rows)

    def answer(self, sql: str | Rendered) -> Answer:
        """Column names and rows of a user's query, which come while they are read; no other may be asked meanwhile."""
        if self._selects_only and isinstance(sql, str):
            self._refuse_others(sql)
        self.execute(sql)
        if not (described := self._connection.description):
            raise FaultError(
                "this returns no rows (it is not a query)", 'a query is, for example, "select count(*) from user_chats"'
            )
        for name, type_, *_ in described:
            if str(type_) == "TIMESTAMP WITH TIME ZONE":
                raise FaultError(
                    f"column {name} is a TIMESTAMP WITH TIME ZONE", f"cast it: {name}::timestamp is in UTC"
                )
        return [column[0] for column in described], chain.from_iterable(self._fetched(sql))

    def run(self, template: str, /, parameters: Parameters = None, **context: Any) -> Database:
        """Runs the statement that an SQL template below the assets' root gives."""
        return self.execute(render(template, context), parameters)

    def query(self, template: str, /, parameters: Parameters = None, **context: Any) -> list[Row]:
        """All rows of the query that an SQL template gives."""
        return self.rows(render(template, context), parameters)


def engine_version() -> str:
    """The version of the engine."""
    return duckdb.__version__


def _target(path: Path) -> str:
    """A path as the engine takes it: absolute, so that no part of it looks like the address of a service."""
    target = str(path.absolute())
    for odd, taken in (("\\", "a slash"), ("?", "the end of the name")):
        if odd in target:
            raise UsageError(f"{path} has a {odd} in its name, which the engine takes for {taken}", "rename the folder")
    return target
