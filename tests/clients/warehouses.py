"""What a client is given, and what it is held to: the sample's warehouse, read by this process."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb

STATES = "select state, count(*), sum(waiting_time)::bigint from main.user_chats group by state order by state"
COLUMNS = "select relation, name, type, doc from meta.columns where relation like $1 order by relation, position"
LISTS = "select id, tags from main.user_chats order by id"


def rows(warehouse: Path, sql: str, *values: Any) -> list[list[Any]]:
    """Rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return [list(row) for row in connection.execute(sql, values or None).fetchall()]


def columns(warehouse: Path, schema: str = "%") -> dict[str, list[list[Any]]]:
    """The columns that the contracts promise, by relation: name, type and doc."""
    found: dict[str, list[list[Any]]] = {}
    for relation, *column in rows(warehouse, COLUMNS, f"{schema}.%"):
        found.setdefault(relation, []).append(column)
    return found


def types(warehouse: Path) -> dict[str, str]:
    """The type of each column of main.user_chats."""
    return {name: type_ for name, type_, _ in columns(warehouse, "main")["main.user_chats"]}


def copies(sample: Path, folder: Path) -> tuple[Path, Path]:
    """The sample's warehouse and the one of its next build, in which no chat is closed."""
    paths = (folder / "warehouse.duckdb", folder / "next.duckdb")
    for path in paths:
        shutil.copy(sample / "warehouse.duckdb", path)
    with duckdb.connect(str(paths[1])) as connection:
        connection.execute("delete from main.user_chats where state = 'closed'")
    return paths


def count(warehouse: Path) -> int:
    """How many chats there are."""
    return int(rows(warehouse, "select count(*) from main.user_chats")[0][0])
