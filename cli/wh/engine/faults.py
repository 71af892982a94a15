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

from wh.engine.unplaced import sought
from wh.errors import BusyError, DamagedError, FaultError, UnreadableError, WhError
from wh.rendering.pointing import INDENT, near, pointed
from wh.rendering.rendered import Rendered

_HOLDER = re.compile(r"Conflicting lock is held in (.*PID \d+\)?)")
_LIKE = re.compile(r"(?:Candidate (?:bindings|tables|Entries)|Did you mean)[: ]*(.*)")
_GIVEN = re.compile(r"(\w+) as (?:materialized )?\(")  # parts of a `with`, windows
_QUOTED = re.compile(r"--[^\n]*|'(?:[^']|'')*(?:'|$)|\"[^\"]*\"")
_CURLY = ("\u2018", "\u2019", "\u201c", "\u201d")
_CLAUSES = ("where", "group", "order", "join", "left", "right", "full", "cross", "inner", "on", "union", "limit")
_MANY = 8  # lines that a word is in; more are not listed
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
    if isinstance(error, duckdb.IOException):
        return UnreadableError(message)
    kind = UnreadableError if isinstance(error, duckdb.InvalidInputException) else FaultError
    text = sql if isinstance(sql, str) else sql.sql
    places, word = _located(text, found) if "position" in found else sought(message, text, _tree)
    is_syntax = found.get("error_subtype") == "SYNTAX_ERROR"
    hint = _before(sql, places[0]) if is_syntax else _hint(found, message, word, text)
    if is_syntax and (opened := _open_text(text, places[0])) is not None:
        places, word, message, hint = [opened], "", "a text that is opened here is not closed in its line", ""
    return kind(_at(places, word, message, sql, is_syntax=is_syntax), hint)


def _at(places: list[int], word: str, message: str, sql: str | Rendered, *, is_syntax: bool) -> str:
    """A message about a word, with the first of the places where it stands in a statement, and the lines of all."""
    if isinstance(sql, str):
        return INDENT.join([message, *(near(sql, places[0], word) if places else [])])
    if not places:
        return f"{sql.place(len(sql.sql))[0]}: {message}"
    told = pointed(sql, message, places[0], word, is_syntax=is_syntax)
    first, *others = dict.fromkeys(map(sql.place, places))
    lines = [str(line) for template, line in others if template == first[0]]
    more = [*lines[:_MANY], "…"] if len(lines) > _MANY else lines
    return INDENT.join([told, *[f"{word} stands in line {', '.join(more)} too"] * bool(lines)])


def _before(sql: str | Rendered, start: int) -> str:
    """What a syntax error may come of: what stands before it, or a parenthesis of a template that is open there."""
    hint = "the mistake may stand just before"
    if isinstance(sql, str):
        return hint
    opened: list[int] = []
    for each in re.finditer(r"[()]", _QUOTED.sub(lambda quoted: " " * len(quoted[0]), sql.sql[:start])):
        opened = [*opened, each.start()] if each[0] == "(" else opened[:-1]
    if opened and opened[-1] >= sql.offsets[0]:
        hint += f"; the ( of line {sql.place(opened[-1])[1]} is open here"
    return hint


def _tree(select: str) -> Any:
    """A select as the engine reads it."""
    (text,) = duckdb.execute("select json_serialize_sql(?)", [select]).fetchall()[0]
    return json.loads(text)


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


def _located(sql: str, found: Mapping[str, Any]) -> tuple[list[int], str]:
    """Where the fault begins, in characters (the engine counts bytes), and the name or the text that it is about."""
    start, length = json.loads(found.get("location", "[0, 0]"))
    encoded = sql.encode()
    begin, end = (len(encoded[:each].decode(errors="ignore")) for each in (start, start + length))
    return [begin], str(found.get("name") or sql[begin:end])


def _hint(found: Mapping[str, Any], message: str, word: str, sql: str) -> str:
    """The names that the engine knows, or that the statement itself gives, and that are most like the wrong one."""
    if "must appear in the GROUP BY" in message:
        grouped = re.search(r"\bgroup by\b", sql, re.IGNORECASE)
        missing = "an aggregate makes one row of all, since nothing is grouped"
        return "add it to `group by`, or take any_value of it" if grouped else missing
    if lost := re.match(r'Referenced table "(\w+)"', message):
        called = re.search(rf"\b(?:from|join)\s+{lost[1]}\s+(?:as\s+)?(\w+)", sql)
        if called and called[1] not in _CLAUSES:
            return f"{lost[1]} is called {called[1]} here"
    if word.startswith(_CURLY):
        return f"{word[0]} is no quote of SQL: texts stand in '…'"
    said = _LIKE.search(str(found.get("exception_message", "")))
    names = re.findall(r'"([^"]+)"', said[1]) if said else []
    names = [each for each in names if not each.startswith("raw.")]  # nobody means events where a model is read
    if message.startswith(("Table with name", "window ")):
        names += _GIVEN.findall(sql)
    names = get_close_matches(word.rpartition(".")[2], dict.fromkeys(names), 3, 0.5)
    if not names and message.startswith("Referenced column") and f'"{word}"' in sql:
        return "a name stands in double quotes; a text, in single ones"
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
