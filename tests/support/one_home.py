"""All case files and random worlds as one home, each with ids and channels of its own: one build proves them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how

import case
from streams.worlds import world

IDS = {"id", "chatId", "channelId", "userId", "personId", "assigneeId", "teamId", "managerIds", "followerIds"} | {
    "summarizedMessageId"
}
EARLIEST, LATEST = 1.69e12, 1.7985e12  # in ms: each of the 100 channels and more has a row for each day between
NAMES = ("1", "2", "3", "90001", "90002")  # of channels in cases and worlds


class OneHome:
    """A home that grows: `add` documents and settings under a prefix, then `write` it."""

    def __init__(self) -> None:
        self.documents: list[Any] = []
        self.channels: dict[str, Any] = {}
        self.added = 0

    def add(self, prefix: str, documents: Iterable[Any], settings: Mapping[str, Any]) -> None:
        """Adds what happened in a world, unless it has instants of another decade."""
        told = list(documents)
        if _has_odd_instant(told):
            return
        channels = dict(settings.get("channels", {}))
        if default := channels.pop("default", None):
            channels = dict.fromkeys(NAMES, default) | channels
        self.channels |= {f"{prefix}.{name}": table for name, table in channels.items()}
        self.documents += (_prefixed(each, prefix) for each in told)
        self.added += 1

    def write(self, folder: Path) -> None:
        """Writes events and settings into a new folder."""
        (folder / "events").mkdir(parents=True)
        lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in self.documents]
        (folder / "events" / "all.jsonl").write_text("".join(lines), "utf-8")
        tables = [
            f"[channels.{json.dumps(name)}]\n"
            + "".join(f"{json.dumps(key)} = {_toml(each)}\n" for key, each in table.items())
            for name, table in self.channels.items()
        ]
        (folder / "wh.toml").write_text("\n".join(tables), "utf-8")


def cases_and_worlds(worlds: int, number: int) -> OneHome:
    """All cases, and so many random worlds; `number` chooses which."""
    home = OneHome()
    for place, each in enumerate(case.all_cases()):
        home.add(f"c{place}", each.documents(), each.settings)
    drawn = 0

    @seed(number)
    @how(
        max_examples=worlds,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(world())
    def draw(told: Any) -> None:
        nonlocal drawn
        documents, settings = told
        flat = [item for each in documents for item in (each if isinstance(each, list) else [each])]
        home.add(f"w{drawn}", flat, settings)
        drawn += 1

    draw()
    return home


def _prefixed(value: Any, prefix: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _prefixed(each, prefix, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_prefixed(each, prefix, key) for each in value]
    return f"{prefix}.{value}" if key in IDS and isinstance(value, str) and value else value


def _has_odd_instant(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_has_odd_instant, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int | float) and (9e11 < value < EARLIEST or LATEST < value < 4.2e12)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {_toml(each)}\n" for key, each in table.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return json.dumps(str(value), ensure_ascii=False)
