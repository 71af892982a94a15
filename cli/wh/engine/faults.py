"""The errors of DuckDB in our words, with a caret under the place in the statement."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from wh.engine.template import Rendered
from wh.errors import BusyError, DamagedError, FaultError, UnreadableError, WhError

_HOLDER = re.compile(r"Conflicting lock is held in (.*PID \d+\)?)")
_DAMAGE = ("not a valid DuckDB database file", "Corrupt database file", "Could not read enough bytes")
_REMEDY = (
    "`wh build --full` rebuilds the warehouse; for raw.duckdb, remove it and its .wal and restore a backup"
    " or load again"
)


def fault(error: duckdb.Error, sql: str | Rendered) -> WhError:
    """DuckDB's error as one line, at the place of the template that holds the fault."""
    message, found = _told(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return FaultError(message, "--memory-limit may give more; a query may ask for less")
    if _damage(message):
        return DamagedError(f"a database is damaged: {message}", _REMEDY)
    if isinstance(error, duckdb.InvalidInputException | duckdb.IOException):
        return UnreadableError(message)
    if isinstance(sql, str):
        return FaultError(message, _pointed(sql, found))
    if "position" not in found:
        return FaultError(message)
    name, line = sql.place(int(found["position"]))
    return FaultError(f"{name}:{line}: {message}", _near(sql.sql, int(found["position"])))


def unopened(path: Path | None, error: duckdb.Error, read_only: bool) -> WhError:
    """Why a file cannot be opened: another program holds it, it is damaged, or the machine does not let us."""
    message, _ = _told(error)
    if holder := _HOLDER.search(message):
        way_out = "close it there, or open it there read-only" if read_only else "close it there, or wait for it to end"
        return BusyError(f"{path} is in use by {holder[1]}", way_out)
    if _damage(message) or not isinstance(error, duckdb.IOException):  # what it can read but makes no sense of
        return DamagedError(f"{path} is damaged: {message}", _REMEDY)
    return FaultError(f"{path} cannot be opened: {message}")


def _damage(message: str) -> bool:
    return any(sign in message for sign in _DAMAGE)


def _pointed(sql: str, found: Mapping[str, Any]) -> str:
    """Where in a statement the engine found the fault, and the names it knows that are like the wrong one."""
    place = [_near(sql, int(found["position"]))] if "position" in found else []
    names = str(found.get("candidates", "")).strip("[]").replace('"', "")
    return "\n      ".join(place + ([f"did you mean {names}?"] if names else []))


def _near(sql: str, position: int) -> str:
    """The line of a statement with a caret under a position (from 0) in it."""
    start = sql.rfind("\n", 0, position) + 1
    end = sql.find("\n", position)
    text = sql[start : end if end >= 0 else None]
    return f"{text.strip()}\n      {' ' * (position - start - len(text) + len(text.lstrip()))}^"


def _told(error: Exception) -> tuple[str, dict[str, Any]]:
    """The first line of an error's message, and the details that the engine gives with errors as JSON."""
    text = str(error)
    found: dict[str, Any] = {}
    with suppress(ValueError):
        found = json.loads(text[text.index("{") :])
    message = str(found.get("exception_message", text)).strip()
    return message.splitlines()[0] if message else "DuckDB failed without a message", found
