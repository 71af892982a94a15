"""The errors of DuckDB in our words, with a caret under the place in the statement."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from wh.errors import BusyError, DamagedError, FaultError, UnreadableError, WhError
from wh.rendering.pointing import INDENT, near, pointed
from wh.rendering.rendered import Rendered

_HOLDER = re.compile(r"Conflicting lock is held in (.*PID \d+\)?)")
_LIKE = re.compile(r"(?:Candidate (?:bindings|tables|Entries)|Did you mean)[: ]*(.*)")
_QUOTED = re.compile(r"--[^\n]*|'(?:[^']|'')*(?:'|$)|\"[^\"]*\"")
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
    if "position" not in found:
        return FaultError(message, _candidates(found, ""))
    text = sql if isinstance(sql, str) else sql.sql
    start, end = _located(text, found)
    word = str(found.get("name") or text[start:end])
    is_syntax = found.get("error_subtype") == "SYNTAX_ERROR"
    hint = "the mistake may stand just before" if is_syntax else _candidates(found, word)
    if is_syntax and (opened := _open_text(text, start)) is not None:
        start, word, message, hint = opened, "", "a text that is opened here is not closed in its line", ""
    if isinstance(sql, str):
        return FaultError(INDENT.join([message, *near(sql, start, word)]), hint)
    return FaultError(pointed(sql, message, start, word, is_syntax=is_syntax), hint)


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


def _located(sql: str, found: Mapping[str, Any]) -> tuple[int, int]:
    """Where the fault begins and ends, in characters; the engine counts bytes."""
    start, length = json.loads(found.get("location", "[0, 0]"))
    encoded = sql.encode()
    return len(encoded[:start].decode(errors="ignore")), len(encoded[: start + length].decode(errors="ignore"))


def _candidates(found: Mapping[str, Any], word: str) -> str:
    """The names that the engine knows and that are most like the wrong one, as a hint."""
    said = _LIKE.search(str(found.get("exception_message", "")))
    names = re.findall(r'"([^"]+)"', said[1]) if said else []
    names = get_close_matches(word.rpartition(".")[2], names, 3, 0.5)
    return f"did you mean {' or '.join(names)}?" if names else ""


def _open_text(sql: str, before: int) -> int | None:
    """Where a text begins that goes on over its line: rare in our SQL, so most likely one that is not closed."""
    texts = (each for each in _QUOTED.finditer(sql) if each[0].startswith("'") and "\n" in each[0])
    return next((each.start() for each in texts if each.start() <= before), None)


def _told(error: Exception) -> tuple[str, dict[str, Any]]:
    """The first line of an error's message, and the details that the engine gives with errors as JSON."""
    text = str(error)
    found: dict[str, Any] = {}
    with suppress(ValueError):
        found = json.loads(text[text.index("{") :])
    message = str(found.get("exception_message", text)).strip()
    return message.splitlines()[0] if message else "DuckDB failed without a message", found
