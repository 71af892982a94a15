"""raw.duckdb, the source of truth: made, opened for writing, rid of what an unfinished load left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wh.contracts.kinds import kinds
from wh.engine.database import Database
from wh.home.home import Home
from wh.loading.upgrade import make_tables, refuse_newer, stamp, upgrade


def open_raw(path: Path, wait: float = 0) -> Database:
    """A database with raw.duckdb attached as `raw` for writing, brought up to this version of wh.

    A BusyError after `wait` seconds where another program has it open.
    """
    database = Database()
    if not path.exists():
        _make(database, path)
    database.attach(path, "raw", wait=wait)
    upgrade(database)
    forget_unfinished(database)
    return database


def attach_raw(database: Database, home: Home) -> None:
    """Attaches the home's raw.duckdb as `raw` for reading; one of a newer wh is a FaultError."""
    database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
    refuse_newer(database)


def _make(database: Database, path: Path) -> None:
    """Makes an empty raw.duckdb under another name and renames it: a killed engine would leave half a file."""
    part = path.with_name(path.name + ".new")
    for name in (part.name, part.name + ".wal", path.name + ".wal"):  # a log would be replayed onto the new file
        path.with_name(name).unlink(missing_ok=True)
    database.attach(part, "raw")
    make_tables(database)
    stamp(database)
    database.execute("detach raw")
    part.replace(path)


def attach_no_events(database: Database) -> None:
    """Attaches raw events, of which there are none."""
    database.execute("attach ':memory:' as raw")
    make_tables(database)


def forget_unfinished(database: Database) -> None:
    """Removes what an unfinished load left behind."""
    for kind in kinds():
        database.run("sql/raw/unfinished.sql", kind=kind)


@contextmanager
def scratch(home: Home) -> Iterator[Database]:
    """A database in memory to make models in, with the home's raw events attached."""
    if home.raw.exists() and os.access(home.path, os.W_OK):
        open_raw(home.raw, home.settings.wait).close()
    with Database() as database:
        if home.raw.exists():
            attach_raw(database, home)
        else:
            attach_no_events(database)
        database.execute("attach ':memory:' as warehouse")
        yield database
