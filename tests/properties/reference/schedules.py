"""The calendar of a channel from its object and the settings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from .calendars import MIDNIGHT, Calendar, Hours, Minutes, Week, split_at_midnight
from .values import Entity, known, value

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS: dict[int, list[Minutes]] = {weekday: [(0, MIDNIGHT)] for weekday in range(7)}


def own_settings(settings: dict[str, Any], channel_id: str | None) -> dict[str, Any]:
    """The settings of a channel; `default` holds only for channels without a table of their own."""
    tables = settings.get("channels", {})
    found: dict[str, Any] = tables[channel_id] if channel_id in tables else tables.get("default", {})
    return found


def calendar_of(own: dict[str, Any], channels: list[Entity]) -> Calendar:
    """The operating hours of a channel, from its own settings and its objects, oldest first (either may be missing)."""
    zone = _zone(own, channels[-1] if channels else None)
    dates, tails = _special_dates(own)
    return Calendar(zone, _told_hours(own, channels), _own_weeks(own), dates, tails)


def _zone(own: dict[str, Any], channel: Entity | None) -> ZoneInfo:
    return ZoneInfo(known(own.get("time_zone"), value(channel, "timeZone"), "UTC"))


# Each object rules from its change on, the first also before it, and until a newer one does.
def _told_hours(own: dict[str, Any], channels: list[Entity]) -> list[Hours]:
    if not channels:
        return [Hours(_zone(own, None), ALWAYS)]
    found = [Hours(_zone(own, channels[0]), _week(channels[0]))]
    changed_at = value(channels[0], "updatedAt") or -inf
    for channel in channels[1:]:
        changed_at = max(changed_at, value(channel, "updatedAt") or -inf)
        found[-1] = replace(found[-1], until=changed_at)
        found.append(Hours(_zone(own, channel), _week(channel), since=changed_at))
    return [hours for hours in found if hours.since < hours.until]


def _own_weeks(own: dict[str, Any]) -> dict[date, Week]:
    weeks = {date.min: own["hours"]} if "hours" in own else {}
    weeks |= {date.fromisoformat(each["from"]): each["hours"] for each in own.get("since", [])}
    return {
        since: _split_week({day: _clock_ranges(hours.get(day, [])) for day in DAYS}) for since, hours in weeks.items()
    }


def _week(channel: Entity) -> Week:
    if value(channel, "operationTimeScheduling"):
        return _split_week({day: _channel_ranges(channel, day) for day in DAYS})
    return ALWAYS


def _channel_ranges(channel: Entity, day: str) -> list[Minutes]:
    ranges = value(channel, "operationTimeRanges") or []
    return [(told["from"], told["to"]) for told in ranges if day in (value(told, "dayOfWeeks") or [])]


# The part of a shift after midnight belongs to the next day, even where the first day's part is put out of force.
def _split_week(ranges: dict[str, list[Minutes]]) -> dict[int, list[Minutes]]:
    halves = [split_at_midnight(ranges[day]) for day in DAYS]
    return {weekday: halves[weekday][0] + halves[weekday - 1][1] for weekday in range(7)}


# An override beats a holiday. Its part after midnight holds where the next date has no rule of its own.
def _special_dates(own: dict[str, Any]) -> tuple[dict[date, list[Minutes]], dict[date, list[Minutes]]]:
    dates: dict[date, list[Minutes]] = {date.fromisoformat(day): [] for day in own.get("holidays", [])}
    tails: dict[date, list[Minutes]] = {}
    for told, ranges in own.get("overrides", {}).items():
        day = date.fromisoformat(told)
        dates[day], tails[day + timedelta(days=1)] = split_at_midnight(_clock_ranges(ranges))
    return dates, tails


def _clock_ranges(ranges: Iterable[Iterable[str]]) -> list[Minutes]:
    return [(_minute(opens), _minute(closes)) for opens, closes in ranges]


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
