"""Events that could not be kept, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wh.engine.database import Database
from wh.errors import FaultError

SHOWN = 2000  # characters of a rejected document that are kept
NO_KIND = "contains no known kind of event"  # sql/raw/values.sql says what is wrong with an entity
MOST_REJECTS = 1_000_000  # they are kept in memory until the load ends


@dataclass(frozen=True)
class Reject:
    """An event that could not be kept: where it stood and why."""

    path: str
    line: int
    reason: str
    text: str


def unknown(database: Database, rejects: Sequence[Reject]) -> Iterator[Reject]:
    """Those that no load before rejected at the same place of the same file: a file that grows is read anew."""
    paths = sorted({each.path for each in rejects})
    known = database.rows("select path, line, reason, text from raw.rejects where path in (select unnest(?))", [paths])
    seen = set(known)
    return (each for each in rejects if (each.path, each.line, each.reason, each.text) not in seen)


class Rejects(list[Reject]):
    """The rejects of one load; more than MOST_REJECTS are a FaultError."""

    def add(self, path: str, line: int, reason: str, text: str) -> None:
        """Adds a document, or one entity of it; of its text the beginning is kept."""
        shown = text[: 4 * SHOWN].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.append(Reject(path, line, reason, shown.strip()[:SHOWN]))
        if len(self) > MOST_REJECTS:
            message = f"nothing loaded: with {path}, more than {MOST_REJECTS:,} events are rejected"
            raise FaultError(message, "see whether it is a file of events; the good ones of it can be loaded in parts")

    def refuse(self) -> None:
        """Ends a strict load with a FaultError if there are any."""
        if self:
            first = self[0]
            place = f"{first.path}:{first.line}: {first.reason}"
            raise FaultError(
                f"{len(self)} rejected, nothing loaded (--strict); first: {place}",
                "load without --strict to keep the good events, or correct the file",
            )
