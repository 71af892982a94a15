"""`wh.toml`: every key optional, an unknown one is an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wh.errors import UsageError, nearest

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MASK = ("name", "email", "mobileNumber", "landlineNumber", "phoneNumber", "address", "avatarUrl")
DESK_URL = "https://desk.channel.io/#/channels/{channelId}/user_chats/{id}"
ALWAYS = "0001-01-01"
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Channel:
    """What the settings say of one channel. Ranges are minutes of the local day; to < from is overnight.

    `schedules` are weekly hours by the date from which they hold; those of `ALWAYS` hold from the beginning.
    """

    time_zone: str | None = None
    schedules: Mapping[str, Mapping[str, Ranges]] = field(default_factory=dict)
    holidays: tuple[str, ...] = ()
    overrides: Mapping[str, Ranges] = field(default_factory=dict)


@dataclass(frozen=True)
class SparkSettings:
    """Where and how `wh build --engine spark` runs: the address of the master; the folder or address that its tables go
    to ("" for the home's folder `spark`); their format; where documents are loaded, "here", into raw.duckdb, or in
    "tasks" of Spark; what Spark fetches when it starts; its own settings.
    """

    master: str = "local[*]"
    to: str = ""
    format: str = "parquet"
    load: str = "here"
    packages: tuple[str, ...] = ()
    conf: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """The settings of a home, with their defaults."""

    sources: tuple[str, ...] = ("events",)
    reply_clock: str = "first"
    desk_url: str = DESK_URL
    owners: tuple[str, ...] = ()
    profile_order: tuple[str, ...] = ()
    mask: tuple[str, ...] = MASK
    wait: int = 60
    spill: bool = False
    spark: SparkSettings = SparkSettings()
    channels: Mapping[str, Channel] = field(default_factory=dict)

    @property
    def zones(self) -> dict[str, str]:
        """The time zones of the channels for which they name one."""
        return {id_: each.time_zone for id_, each in self.channels.items() if each.time_zone}


def read_settings(path: Path) -> Settings:
    """The settings in `path`; the defaults when there is no such file."""
    if not path.exists():
        return Settings()
    try:
        return parse_settings(tomllib.loads(path.read_text("utf-8-sig")))  # editors of Windows begin with a mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}", "the file is TOML; texts need quotes") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error


def parse_settings(table: Mapping[str, Any]) -> Settings:
    """Settings from the parsed TOML."""
    _known(table, Settings.__dataclass_fields__, "")
    clock = _text(table.get("reply_clock", "first"), "reply_clock")
    if clock not in ("first", "last"):
        raise UsageError(f'reply_clock must be "first" or "last", not {clock!r}')
    return Settings(
        sources=_texts(table.get("sources", ["events"]), "sources"),
        reply_clock=clock,
        desk_url=_desk_url(table.get("desk_url", DESK_URL)),
        owners=_texts(table.get("owners", []), "owners"),
        profile_order=_texts(table.get("profile_order", []), "profile_order"),
        mask=_texts(table.get("mask", list(MASK)), "mask"),
        wait=_seconds(table.get("wait", 60), "wait"),
        spill=_truth(table.get("spill", False), "spill"),
        spark=_spark(table.get("spark", {})),
        channels={
            name: _channel(each, f"channels.{name}")
            for name, each in _table(table.get("channels", {}), "channels").items()
        },
    )


def _spark(value: Any) -> SparkSettings:
    table = _table(value, "spark")
    _known(table, SparkSettings.__dataclass_fields__, "spark.")
    if (load := table.get("load", "here")) not in ("here", "tasks"):
        raise UsageError(f'spark.load must be "here" or "tasks", not {load!r}')
    texts = {key: _text(table[key], f"spark.{key}") for key in ("master", "to", "format", "load") if key in table}
    conf = _table(table.get("conf", {}), "spark.conf")
    return SparkSettings(
        **texts,
        packages=_texts(table.get("packages", []), "spark.packages"),
        conf={key: _text(each, f"spark.conf.{key}") for key, each in conf.items()},
    )


def _channel(value: Any, where: str) -> Channel:
    table = _table(value, where)
    _known(table, ("time_zone", "hours", "since", "holidays", "overrides"), where + ".")
    schedules = {ALWAYS: _hours(table["hours"], f"{where}.hours")} if "hours" in table else {}
    overrides = _table(table.get("overrides", {}), f"{where}.overrides")
    return Channel(
        time_zone=_text(table["time_zone"], f"{where}.time_zone") if "time_zone" in table else None,
        schedules=schedules | _since(table.get("since", []), f"{where}.since"),
        holidays=tuple(
            _date(each, f"{where}.holidays") for each in _list(table.get("holidays", []), f"{where}.holidays")
        ),
        overrides={
            _date(day, f"{where}.overrides"): _ranges(each, f"{where}.overrides.{day}")
            for day, each in overrides.items()
        },
    )


def _since(value: Any, where: str) -> dict[str, Mapping[str, Ranges]]:
    """The hours that hold from a date on, by that date."""
    found: dict[str, Mapping[str, Ranges]] = {}
    for table in (_table(each, f"each of {where}") for each in _list(value, where)):
        _known(table, ("from", "hours"), f"{where}.")
        if missing := next((key for key in ("from", "hours") if key not in table), None):
            raise UsageError(f"{where}: {missing} is missing", "from is a date, hours a table of weekdays")
        day = _date(table["from"], f"{where}.from")
        if day in found:
            raise UsageError(f"{where}: two of them begin on {day}")
        found[day] = _hours(table["hours"], f"{where}.hours")
    return found


def _hours(value: Any, where: str) -> Mapping[str, Ranges]:
    table = _table(value, where)
    _known(table, DAYS, f"{where}.")
    return {day: _ranges(each, f"{where}.{day}") for day, each in table.items()}


def _known(table: Mapping[str, Any], names: Any, where: str) -> None:
    for key in table:
        if key not in names:
            raise UsageError(f"unknown setting {where}{key}", nearest(key, names))


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{where} must be a table, not {value!r}")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{where} must be a text, not {value!r}")
    return value


def _desk_url(value: Any) -> str:
    url = _text(value, "desk_url")
    for name in re.findall(r"{[^{}]*}", url):
        if name not in ("{channelId}", "{id}"):
            raise UsageError(f"desk_url holds {name}, which nothing fills in", "it may hold {channelId} and {id}")
    return url


def _seconds(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise UsageError(f"{where} must be a number of seconds, not {value!r}")
    return value


def _truth(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{where} must be true or false, not {value!r}")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_text(each, f"each of {where}") for each in _list(value, where))


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise UsageError(f"{where} must be a list, not {value!r}")
    return value


def _date(value: Any, where: str) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise UsageError(f"{where}: {value} is not a date", 'dates are written "2025-12-30"') from error


def _ranges(value: Any, where: str) -> Ranges:
    if not isinstance(value, list) or not all(isinstance(each, list) and len(each) == 2 for each in value):
        raise UsageError(
            f"{where} must be a list of ranges, not {value!r}", 'like [["10:00", "13:00"], ["14:00", "19:00"]]'
        )
    ranges = tuple((_minute(start, where), _minute(end, where)) for start, end in value)
    for start, end in ranges:
        if start == end or start == 1440:
            raise UsageError(f"{where}: a range must not be empty", '["00:00", "24:00"] is the whole day')
    return ranges


def _minute(value: Any, where: str) -> int:
    match = re.fullmatch(r"(\d\d?):([0-5]\d)", value) if isinstance(value, str) else None
    minute = int(match[1]) * 60 + int(match[2]) if match else 9999
    if minute > 1440:
        raise UsageError(f"{where}: {value!r} is not a time of day", 'times are written "09:30"; "24:00" is midnight')
    return minute
