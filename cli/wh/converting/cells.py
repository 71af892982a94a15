"""What stands in a cell, as the value that an object of the platform has: instants and durations in ms, lists."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_DAY_MS = 86_400_000
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(d|h|ms|m|s|日|時間|分|秒)")
_UNITS = {
    "d": _DAY_MS,
    "日": _DAY_MS,
    "h": 3_600_000,
    "時間": 3_600_000,
    "m": 60_000,
    "分": 60_000,
    "s": 1000,
    "秒": 1000,
}
_UNITS["ms"] = 1
_CLOCK = re.compile(r"(-?\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?")


class NoValueError(ValueError):
    """A cell that does not hold what its column says."""


def text(cell: Any) -> str | None:
    """An id, a name: a number that Excel made of one is written as it was."""
    if cell in (None, ""):
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def truth(cell: Any) -> bool | None:
    """Yes or no, as Excel, JSON or a person writes it."""
    if cell in (None, ""):
        return None
    if isinstance(cell, bool):
        return cell
    if (word := str(cell).strip().lower()) in ("true", "false", "1", "0", "1.0", "0.0", "yes", "no"):
        return word in ("true", "1", "1.0", "yes")
    raise NoValueError(f"{cell!r} is neither true nor false")


def number(cell: Any) -> int | None:
    """A whole number."""
    if cell in (None, ""):
        return None
    try:
        return int(float(cell))
    except (ValueError, OverflowError):
        raise NoValueError(f"{cell!r} is no number") from None


def instant(cell: Any, zone: ZoneInfo) -> int | None:
    """An instant in ms since 1970: a date-time of the zone, or one with its offset."""
    if cell in (None, ""):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell >= 1e11:  # ms already; a day of Excel is below 3e6
            return int(cell)
        cell = datetime(1899, 12, 30) + timedelta(milliseconds=round(cell * _DAY_MS))
    if isinstance(cell, str):
        try:
            cell = datetime.fromisoformat(cell.strip().replace("/", "-"))
        except ValueError:
            raise NoValueError(f"{cell!r} is no date and time") from None
    found: datetime = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    return round((aware - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def wall(cell: Any) -> str:
    """A date-time as a clock on the wall shows it: the same in each zone that it is read in."""
    try:
        found = datetime.fromisoformat(str(cell).strip().replace("/", "-"))
    except ValueError:
        return str(cell)
    return found.replace(tzinfo=None).isoformat(timespec="milliseconds")


def duration(cell: object, *, in_seconds: bool = False) -> int | None:
    """A duration in ms: a time of Excel, a text like 1h 2m 3s or 1:02:03, or a number of ms, or of seconds."""
    if cell in (None, ""):
        return None
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if isinstance(cell, datetime):  # what a reader makes of more than a day
        cell -= datetime(1899, 12, 30)
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() * 1000)
    if isinstance(cell, int | float):
        return round(cell * 1000) if in_seconds else round(cell)
    words = str(cell).strip()
    if found := _CLOCK.fullmatch(words):
        return round(int(found[1]) * 3_600_000 + int(found[2]) * 60_000 + float(found[3] or 0) * 1000)
    if words and not _PART.sub("", words).strip():
        return round(sum(float(size) * _UNITS[unit] for size, unit in _PART.findall(words)))
    try:
        return duration(float(words), in_seconds=in_seconds)
    except ValueError:
        raise NoValueError(f"{cell!r} is no duration") from None


def items(cell: Any, known: Collection[str] = (), separator: str = ", ") -> list[str]:
    """The items of a list; a name among `known` may hold the separator itself."""
    if cell in (None, ""):
        return []
    if isinstance(cell, list):
        return [str(each) for each in cell]
    parts = str(cell).split(separator)
    found = []
    while parts:
        sizes = (size for size in range(len(parts), 1, -1) if separator.join(parts[:size]) in known)
        size = next(sizes, 1)
        found.append(separator.join(parts[:size]))
        parts = parts[size:]
    return found


def free(cell: Any) -> Any:
    """The value of a profile key: whatever it is."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.isoformat() if isinstance(cell, datetime) else None if cell == "" else cell
