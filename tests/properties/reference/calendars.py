"""Operating time: local opening hours turned into exact UTC milliseconds, one local day at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from math import inf
from zoneinfo import ZoneInfo

Minutes = tuple[int, int]
Interval = tuple[int, int]

MIDNIGHT = 1440
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


Week = Mapping[int, list[Minutes]]


@dataclass(frozen=True)
class Hours:
    """Hours by weekday, in minutes of the day in a zone, and the instants from and until which they rule."""

    zone: ZoneInfo
    week: Week
    since: float = -inf
    until: float = inf


@dataclass(frozen=True)
class Calendar:
    """When one channel operates: minutes of the local day, half-open, `to` up to 1440, none crossing midnight.

    `told` are the hours of its objects one after the other, `own` the weeks that the settings give it by the first date
    of each, which beat those of the objects.
    """

    zone: ZoneInfo
    told: list[Hours]
    own: Mapping[date, Week] = field(default_factory=dict)
    dates: Mapping[date, list[Minutes]] = field(default_factory=dict)
    tails: Mapping[date, list[Minutes]] = field(default_factory=dict)

    def _minutes(self, day: date, week: Week) -> list[Minutes]:
        """The ranges of a date: its own rule, else its weekday's and what an override of the day before left it."""
        if day in self.dates:
            return self.dates[day]
        return week.get(day.weekday(), []) + self.tails.get(day, [])

    def _hours(self, day: date) -> list[Hours]:
        own = [week for since, week in sorted(self.own.items()) if since <= day]
        return [Hours(self.zone, own[-1])] if own else self.told

    def operating_time(self, start: int | None, end: int | None) -> int | None:
        """Open milliseconds in [start, end); 0 when it ends before it starts, None when either is None."""
        if start is None or end is None:
            return None
        return sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in self._open(start, end))

    def is_open(self, at: int) -> bool:
        """Whether an instant is inside operating hours."""
        return any(opens <= at < closes for opens, closes in self._open(at, at))

    # Two local days more on either side: no offset, of two zones, moves a date further than that.
    def _open(self, start: int, end: int) -> list[Interval]:
        first, last = (_local(self.zone, at).date() for at in (start, end))
        days = (first + timedelta(days=n) for n in range(-2, (last - first).days + 3))
        return _merged(interval for day in days for interval in self._intervals(day))

    def _intervals(self, day: date) -> Iterator[Interval]:
        for hours in self._hours(day):
            for opens, closes in self._minutes(day, hours.week):
                opens_at, closes_at = _instants(hours.zone, day, opens)[0], _instants(hours.zone, day, closes)[1]
                yield int(max(opens_at, hours.since)), int(min(closes_at, hours.until))


def split_at_midnight(ranges: Iterable[Minutes]) -> tuple[list[Minutes], list[Minutes]]:
    """Ranges of a day: those of the day itself and those of the next; empty ones (from = to) are dropped."""
    own = [(opens, MIDNIGHT if closes < opens else closes) for opens, closes in ranges if opens != closes]
    return own, [(0, closes) for opens, closes in ranges if 0 < closes < opens]


@cache
def _instants(zone: ZoneInfo, day: date, minute: int) -> Interval:
    """The first and the last instant at which clocks show that minute; in a gap, twice the instant of the change."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    candidates = sorted(_epoch(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    shown = [at for at in candidates if _local(zone, at) == wall]
    if shown:
        return shown[0], shown[-1]
    change = _change(zone, *candidates)
    return change, change


# Both readings of a wall time that never was lie around the change: the new offset's before it, the old one's after.
def _change(zone: ZoneInfo, before: int, after: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for opens, closes in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged


def _offset(zone: ZoneInfo, at: int) -> timedelta:
    return _local(zone, at) - _local(UTC, at)


def _local(zone: tzinfo, at: int) -> datetime:
    return (EPOCH + at * MILLISECOND).astimezone(zone).replace(tzinfo=None, fold=0)


def _epoch(aware: datetime) -> int:
    return (aware.astimezone(UTC) - EPOCH) // MILLISECOND
