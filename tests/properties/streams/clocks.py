"""Instants worth trying: around clock changes, on shift boundaries, on and beside the 5 s limits."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def utc_ms(text: str) -> int:
    return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


# The instants of the clock changes of two years; where there are none, a turn of the year and a leap day.
ANCHORS = {
    "America/New_York": [utc_ms("2024-11-03T06:00"), utc_ms("2024-03-10T07:00"), utc_ms("2025-03-09T07:00")],
    "Europe/Paris": [utc_ms("2024-03-31T01:00"), utc_ms("2024-10-27T01:00"), utc_ms("2025-10-26T01:00")],
    "Australia/Lord_Howe": [utc_ms("2024-04-06T15:00"), utc_ms("2024-10-05T15:30"), utc_ms("2025-04-05T15:00")],
    "Asia/Tokyo": [utc_ms("2024-12-31T15:00"), utc_ms("2024-02-28T15:00")],
    "UTC": [utc_ms("2025-01-01T00:00"), utc_ms("2024-02-29T00:00")],
}
CHANGING = list(ANCHORS)[:3]

zones = st.sampled_from(["Asia/Tokyo", "UTC", *CHANGING, *CHANGING])
anchor_numbers = st.sampled_from([0, 0, 0, 1, 2])
date_numbers = st.sampled_from([1, 1, 0, 2, 1, 4, 7])
starts = st.sampled_from([0, -30 * MINUTE, -HOUR, -2 * HOUR, -3 * HOUR, -10 * HOUR, -26 * HOUR, -2 * DAY, 8 * HOUR])

# How far to the next event: so much `later`, or at (or so much beside) the next `shift` boundary or the clock `change`.
Gap = tuple[str, int]
LATER = [
    *(MINUTE, 0, 0, 0, 0, 0, 0, 1, SECOND, 4_000, 4_999, 5_000, 5_001, 6_000, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, HOUR - 1, HOUR + 1, 2 * HOUR, 3 * HOUR, 9 * HOUR, DAY, 30 * HOUR, -SECOND, -5_000, -5_001, -HOUR),
]
GAPS: list[Gap] = [
    *(("later", ms) for ms in LATER),
    *(("shift", ms) for ms in (*(8 * [0]), -1, -1, 1, 5_000)),
    *(("change", ms) for ms in (0, 30 * MINUTE, -30 * MINUTE, HOUR, 2 * HOUR, -1)),
]
SHIFTS = [0, 0, 0, 300, -300, 4_000, 5_000, 5_001, -5_000, -5_001, HOUR]


@dataclass(frozen=True)
class Place:
    """Where and about when a chat happens: its channel's zone and shift boundaries (minutes of the day), its anchor."""

    zone: str
    boundaries: tuple[int, ...]
    anchor: int

    def after(self, at: int, gap: Gap) -> int:
        """The instant a gap after another; later by an hour where the clock change has passed."""
        kind, ms = gap
        if kind == "shift":
            return _next_boundary(self.zone, self.boundaries, at) + ms
        if kind == "change":
            return self.anchor + ms if at < self.anchor + ms else at + HOUR
        return at + ms


def anchor(zone: str, number: int) -> int:
    return ANCHORS[zone][number % len(ANCHORS[zone])]


def local_date(zone: str, number: int) -> date:
    """A date on, before or after the local date of one of the zone's anchors."""
    return _local_date(zone, anchor(zone, number // 3)) + timedelta(days=number % 3 - 1)


@cache
def _next_boundary(zone: str, boundaries: tuple[int, ...], at: int) -> int:
    day = _local_date(zone, at)
    instants = (
        _instant(zone, day + timedelta(days=n), minute, fold)
        for n in (0, 1)
        for minute in boundaries
        for fold in (0, 1)
    )
    return min((instant for instant in instants if instant > at), default=at + HOUR)


def _instant(zone: str, day: date, minute: int, fold: int) -> int:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return round(wall.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000)


def _local_date(zone: str, at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date()
