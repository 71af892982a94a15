"""Operating hours of the sample channel, read from the two files the warehouse reads: channel object and settings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
MINUTE = 60_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def instant(year: int, month: int, day: int) -> int:
    """Epoch milliseconds of a local midnight."""
    return int(datetime(year, month, day, tzinfo=TOKYO).timestamp()) * 1_000


def local(at: int) -> datetime:
    """The wall clock in Tokyo."""
    return datetime.fromtimestamp(at / 1_000, UTC).astimezone(TOKYO)


def minutes(clock: str) -> int:
    """Minutes of the day of an `HH:MM`."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True)
class Hours:
    """When the shop answers: a week of ranges in minutes, and the dates that differ."""

    week: dict[str, list[tuple[int, int]]]
    dates: dict[date, list[tuple[int, int]]]

    @classmethod
    def read(cls, channel: dict[str, Any], settings: dict[str, Any]) -> "Hours":
        """Take the week from the channel object, holidays and overrides from its settings."""
        week: dict[str, list[tuple[int, int]]] = {day: [] for day in WEEKDAYS}
        for span in channel["operationTimeRanges"]:
            for day in span["dayOfWeeks"]:
                week[day].append((span["from"], span["to"]))
        dates: dict[date, list[tuple[int, int]]] = {date.fromisoformat(day): [] for day in settings["holidays"]}
        for day, spans in settings["overrides"].items():
            dates[date.fromisoformat(day)] = [(minutes(opens), minutes(closes)) for opens, closes in spans]
        return cls(week, dates)

    def spans(self, day: date) -> list[tuple[int, int]]:
        """The open instants of one date, in order."""
        midnight = instant(day.year, day.month, day.day)
        ranges = self.dates.get(day, self.week[WEEKDAYS[day.weekday()]])
        return [(midnight + opens * MINUTE, midnight + closes * MINUTE) for opens, closes in sorted(ranges)]

    def between(self, start: int, end: int) -> int:
        """Open milliseconds from one instant to another."""
        day, total = local(start).date(), 0
        while day <= local(end).date():
            total += sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in self.spans(day))
            day += timedelta(days=1)
        return total

    def is_open(self, at: int) -> bool:
        """Whether the shop answers at this instant."""
        return any(opens <= at < closes for opens, closes in self.spans(local(at).date()))

    def next_open(self, at: int) -> int:
        """`at` itself while open, else the next opening."""
        day = local(at).date()
        while True:
            for opens, closes in self.spans(day):
                if at < closes:
                    return max(at, opens)
            day += timedelta(days=1)
