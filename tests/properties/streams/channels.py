"""Channels and settings: zones, opening hours (odd and overnight ones included), holidays and overrides."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import strategies as st

from . import clocks
from .revisions import Style, styles
from .values import KEYS, Entity

Settings = dict[str, Any]
Range = tuple[int, int]

CHANNEL_IDS = ["90001", "90002"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

# Minutes of the day, on and beside the hours at which clocks change, then those of ordinary shops and of the night.
CHANGING: list[Range] = [
    (60, 120),
    (120, 180),
    (90, 150),
    (0, 90),
    (105, 600),
    (150, 600),
    (0, 150),
    (135, 480),
    (30, 105),
]
NIGHT: list[Range] = [(1320, 360), (1380, 0), (1410, 95), (1200, 150)]
RANGES: list[Range] = [(540, 1080), (0, 1440), (600, 780), (780, 1140), (1080, 1440), *CHANGING, *CHANGING, *NIGHT]
EMPTY: Range = (540, 540)
DAY_SETS = [DAYS, DAYS, DAYS[:5], ["sun", "mon"], ["sat", "sun"], ["sun"], []]


# Hours that a channel had before: its zone, ranges, and how long before or after the clock change it came by them.
Old = tuple[str, bool, list[tuple[Range, list[str]]], int]


@dataclass(frozen=True)
class Drawn:
    """What is drawn of one channel; numbers of dates count around the clock changes of its zone."""

    zone: str
    known: bool
    scheduling: bool | None
    ranges: list[tuple[Range, list[str]]]
    own: dict[str, Any] | None
    old: list[Old]
    style: Style


some_ranges = st.lists(st.sampled_from(RANGES), max_size=2)
some_hours = st.builds(lambda days, ranges: dict.fromkeys(days, ranges), st.sampled_from(DAY_SETS[:-1]), some_ranges)
told_ranges = st.lists(st.sampled_from(list(product([*RANGES, EMPTY], DAY_SETS))), max_size=3)
own_settings = st.fixed_dictionaries(
    {},
    optional={
        "time_zone": clocks.zones,
        "hours": some_hours,
        "since": st.dictionaries(clocks.date_numbers, some_hours, min_size=1, max_size=2),
        "holidays": st.lists(clocks.date_numbers, max_size=2),
        "overrides": st.dictionaries(
            clocks.date_numbers, st.lists(st.sampled_from(RANGES + 3 * NIGHT), max_size=2), max_size=2
        ),
    },
)
channels = st.builds(
    Drawn,
    clocks.zones,
    st.sampled_from([False, True, True, True]),
    st.sampled_from([None, False, True, True, True, True]),
    told_ranges,
    st.one_of(st.none(), st.none(), own_settings),
    st.lists(
        st.tuples(clocks.zones, st.booleans(), told_ranges, st.sampled_from([0, -clocks.HOUR, 3 * clocks.HOUR])),
        max_size=2,
    ),
    styles,
)
general_settings = st.fixed_dictionaries(
    {},
    optional={
        "reply_clock": st.sampled_from(["first", "last"]),
        "desk_url": st.just("https://desk.example.com/{channelId}?chat={id}#{id}"),
        "profile_order": st.lists(st.sampled_from(KEYS), max_size=3, unique=True),
    },
)
default_settings = st.one_of(st.none(), own_settings)


def place_of(drawn: Drawn, default: dict[str, Any] | None, anchor_number: int) -> clocks.Place:
    """Where and about when a chat of the channel happens, by the settings that hold for it."""
    own = (drawn.own if drawn.own is not None else default) or {}
    zone = own.get("time_zone", drawn.zone if drawn.known else "UTC")
    told = [one for one, _ in drawn.ranges] if drawn.known and drawn.scheduling else []
    weeks = [*([own["hours"]] if "hours" in own else []), *own.get("since", {}).values()]
    weekly = [one for week in weeks for ranges in week.values() for one in ranges] or told
    special = [one for ranges in own.get("overrides", {}).values() for one in ranges]
    minutes = {minute for one in (*weekly, *special, (0, 0)) for minute in one}
    return clocks.Place(zone, tuple(sorted(minutes)), clocks.anchor(zone, anchor_number))


def channel_entities(drawn: Drawn, id: str) -> list[Entity]:
    """The channel object, after older versions of it; around one instant each of them changes its hours."""
    if not drawn.known:
        return []
    hours = [*drawn.old, (drawn.zone, drawn.scheduling, drawn.ranges, 0)]
    at = clocks.anchor(drawn.zone, 0)
    told = [_channel(id, zone, is_scheduled, ranges) for zone, is_scheduled, ranges, _ in hours]
    marks = [drawn.style(at + later, number) for number, (_, _, _, later) in enumerate(hours)]
    return [entity | mark for entity, mark in zip(told, marks, strict=True)]


def _channel(id: str, zone: str, is_scheduled: bool | None, ranges: list[tuple[Range, list[str]]]) -> Entity:
    told = [{"dayOfWeeks": days, "from": opens, "to": closes} for (opens, closes), days in ranges]
    return {
        "id": id,
        "name": "Shop",
        "timeZone": zone,
        "operationTimeScheduling": is_scheduled,
        "operationTimeRanges": told,
    }


def settings_of(general: Settings, drawn: list[Drawn], default: dict[str, Any] | None) -> Settings:
    """The whole settings as the settings file would hold them."""
    tables = {id: _table(one.own, one.zone) for id, one in zip(CHANNEL_IDS, drawn, strict=False) if one.own is not None}
    if default is not None:
        tables["default"] = _table(default, drawn[0].zone)
    return general | ({"channels": tables} if tables else {})


def _table(own: dict[str, Any], zone: str) -> dict[str, Any]:
    dated = own.get("time_zone", zone)
    found = dict(own)
    if "hours" in own:
        found["hours"] = {day: _clock_ranges(ranges) for day, ranges in own["hours"].items()}
    if "since" in own:
        found["since"] = [
            {
                "from": str(clocks.local_date(dated, number)),
                "hours": {day: _clock_ranges(ranges) for day, ranges in hours.items()},
            }
            for number, hours in _first_by_date(dated, own["since"]).items()
        ]
    if "holidays" in own:
        found["holidays"] = sorted({str(clocks.local_date(dated, number)) for number in own["holidays"]})
    if "overrides" in own:
        told = own["overrides"].items()
        found["overrides"] = {str(clocks.local_date(dated, number)): _clock_ranges(ranges) for number, ranges in told}
    return found


def _first_by_date(zone: str, told: dict[int, Any]) -> dict[int, Any]:
    """Those of which no other has the same date."""
    dates = {clocks.local_date(zone, number): number for number in told}
    return {number: told[number] for number in dates.values()}


def _clock_ranges(ranges: list[Range]) -> list[list[str]]:
    return [[_clock(opens), _clock(closes)] for opens, closes in ranges]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
