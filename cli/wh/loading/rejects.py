"""Events that could not be kept, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wh.engine.database import Database, Row
from wh.errors import FaultError
from wh.home.home import hashed

SHOWN = 2000  # characters of a rejected document that are kept
NO_KIND = "contains no known kind of event"  # sql/raw/values.sql says what is wrong with an entity
MOST_REJECTS = 1_000_000
TOLD = 1000  # rejects that a summary has
_AT_ONCE = 10_000
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Reject:
    """An event that could not be kept: where it stood and why."""

    path: str
    line: int
    reason: str
    text: str


class Rejects:
    """The rejects of one load, in a temporary table of its database: there may be a million of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Row] = []
        self._count = 0
        database.run("sql/raw/rejected.sql")

    def add(self, path: str, line: int, reason: str, text: str) -> None:
        """Adds a document, or one entity of it; of its text the beginning is kept. A FaultError at too many."""
        shown = text[: 4 * SHOWN].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self._count += 1
        self._waiting.append((self._count, path, line, reason, shown.strip()[:SHOWN]))
        if self._count > MOST_REJECTS:
            message = f"nothing loaded: with {path}, more than {MOST_REJECTS:,} events are rejected"
            raise FaultError(message, "see whether it is a file of events; the good ones of it can be loaded in parts")
        if len(self._waiting) == _AT_ONCE:
            self._write()

    def _write(self) -> None:
        self._database.insert("rejected", self._waiting)
        self._waiting = []

    def settle(self, *, strict: bool) -> None:
        """Ends the adding: takes out those that name what is forgotten; with `strict`, any other is a FaultError."""
        self._write()
        self._forget()
        if strict:
            self._refuse()

    def compare(self, files: list[tuple[str, int]]) -> int:
        """Takes out those that a load before has, since a file that grows is read anew; returns how many those are.

        `files` are the names and sizes of what is loaded. What was half a line of one then, and is whole now, goes from
        raw.rejects.
        """
        self._database.run("sql/raw/completed.sql", {"files": [{"path": path, "bytes": size} for path, size in files]})
        before = self.count
        self._database.run("sql/raw/rejected_before.sql")
        return before - self.count

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self._database.value("select count(*) from rejected"))

    def first(self, count: int) -> tuple[Reject, ...]:
        """The first ones, in the order of reading."""
        rows = self._database.rows("select path, line, reason, text from rejected order by place limit ?", [count])
        return tuple(Reject(*row) for row in rows)

    def _forget(self) -> None:
        hashes = {found for (found,) in self._database.rows("select hash from raw.forgotten")}
        rows = self._database.rows("select place, text from rejected") if hashes else []
        named = [place for place, text in rows if any(hashed(word) in hashes for word in _WORD.findall(text))]
        self._database.execute("delete from rejected where place in (select unnest(?))", [named])

    def _refuse(self) -> None:
        if found := self.first(1):
            place = f"{found[0].path}:{found[0].line}: {found[0].reason}"
            raise FaultError(
                f"{self.count} rejected, nothing loaded (--strict); first: {place}",
                "load without --strict to keep the good events, or correct the file",
            )
