"""Events that could not be kept, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wh.errors import FaultError

NOT_JSON = "not JSON"
NOT_AN_OBJECT = "not an object"
TOO_DEEP = "nested too deeply"
TOO_LONG = "longer than 512 MiB"
NO_KIND = "contains no known kind of event"  # what an entity of a known kind lacks is said in sql/raw/entities.sql
DAMAGED_FILE = "the file is damaged"
UNREADABLE_FILE = "the file cannot be read now"  # the next load tries again
MOST_REJECTS = 1_000_000  # they are kept in memory until the load ends
Fault = tuple[Any, ...]  # path, place in the file, reason


@dataclass(frozen=True)
class Reject:
    """An event that could not be kept: where it stood and why."""

    path: str
    line: int
    reason: str
    text: str


class Rejects(list[Reject]):
    """The rejects of one load; more than MOST_REJECTS are a FaultError."""

    def append(self, reject: Reject) -> None:
        """Adds one."""
        super().append(reject)
        if len(self) > MOST_REJECTS:
            message = f"nothing loaded: with {reject.path}, more than {MOST_REJECTS:,} events are rejected"
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


def by_place(faults: Iterable[Fault]) -> dict[str, dict[int, list[str]]]:
    """Reasons by path and place; a place that contains no known kind of event has an empty list."""
    found: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for path, place, reason in faults:
        found[path].setdefault(place, []).extend([reason] if reason else [])
    return found
