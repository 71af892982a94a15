"""What an export says of itself: the sheet "About" for people, the manifest for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

from wh import __version__
from wh.asking.request import Request
from wh.contracts.contract import in_snake_case
from wh.engine.database import Database
from wh.exporting.sheets import Column, Selection
from wh.packing.archive import Entry
from wh.packing.cells import row

COLUMNS = (("topic", 20.0), ("name", 40.0), ("value", 100.0))
_DURATIONS = {
    "clock": "days, shown as [h]:mm:ss; they add up and average",
    "seconds": "seconds",
    "ms": "milliseconds",
    "text": "text like 1h 2m 3s",
}
WORDS = {
    "turn": "the customer's first unanswered message and the first reply of the staff after it",
    "cycle": "from the opening of a chat, also after a close or a snooze, until it is opened again",
    "operating time": "time inside the opening hours of the channel",
}
Facts = Mapping[str, Mapping[str, str | int]]


def facts(
    database: Database, asked: Request, manager: str, hide: Callable[[str], str], masked: Mapping[str, str]
) -> Facts:
    """Topic, name and value of all that is worth knowing of an export: who, when, why, what, in which units.

    What a person typed, the reason and the filters, is shown as `hide` gives it; `masked` says what was done for that.
    """
    ((made, built, zone, name),) = database.query("sql/export/about.sql", {"manager": manager})
    filters = asked.filters.said()
    by, start, until = filters.pop("by"), filters.pop("start", None), filters.pop("until", None)
    return {
        "export": {
            "made at": f"{made:%Y-%m-%d %H:%M:%S} {zone}",
            "made by": hide(manager) if asked.mask or not name else f"{manager} {name}",
            "reason": hide(asked.reason.strip()),
            "warehouse built at": f"{built:%Y-%m-%d %H:%M:%S} {zone}",
            "masked": "yes" if asked.mask else "no",
            "internal notes": "yes" if asked.private else "no",
            "program": f"wh {__version__}",
        },
        **({"masked": masked} if masked else {}),
        "period": _period(by, start, until),
        "filter": {each: ", ".join(map(hide, map(str, value))) if isinstance(value, list | tuple) else hide(str(value))
                   for each, value in filters.items()},
        "zone of the channel": dict(database.rows("select id, time_zone from main.channels")),
        "unit": {
            "instants": "the zone of the channel in workbooks; with its offset in JSON; UTC in Parquet",
            "durations in workbooks": _DURATIONS[asked.durations],
            "durations elsewhere": _DURATIONS["ms"],
        },
    }  # fmt: skip


def _period(by: object, start: object, until: object) -> dict[str, str]:
    """The period of the chats: local dates and times, or instants."""
    ends = {"from": start, "until, not included": until}
    return {"by": str(by), **({name: str(end) for name, end in ends.items() if end} or {"dates": "all"})}


def rows(facts: Facts, selections: Sequence[Selection], say: Callable[[str], str]) -> list[bytes]:
    """The rows of the sheet "About", as XML: the facts, the counts, and what each column means.

    `say` gives their language. What a person typed stays as it is.
    """
    counted = {**facts, "word": WORDS, **_counts(selections)}
    table = [
        (say(topic), say(name), value if topic == "filter" or name == "reason" else _said(value, say))
        for topic, values in counted.items()
        for name, value in values.items()
    ]
    for each in selections:
        names = {in_snake_case(column.name): column.name for column in each.columns}
        table += [
            (say("column"), f"{each.title}: {column.name}", _meaning(column, names, say)) for column in each.columns
        ]
    return [row(each, [width for _, width in COLUMNS]) for each in table]


def _said(value: str | int, say: Callable[[str], str]) -> str | int:
    return say(value) if isinstance(value, str) else value


def _meaning(column: Column, names: Mapping[str, str], say: Callable[[str], str]) -> str:
    """What a column means in the words of a workbook: `names` of its columns by those of the warehouse, its unit."""
    head, colon, key = column.doc.partition(": ")
    said = say(column.doc)
    doc = said if said != column.doc else say(head + colon) + key
    doc = re.sub("[a-z]+(?:_[a-z]+)+", lambda word: names.get(word[0], word[0]), doc)
    unit = {"clock": "", "words": "", "seconds": ", in seconds"}.get(column.form, ", in ms")
    return doc.replace(say(", in ms"), say(unit)).replace("NULL", say("empty"))


def manifest(facts: Facts, selections: Sequence[Selection], entries: Iterable[Entry]) -> bytes:
    """The facts and the counts, and of each entry its name, its size, its SHA-256 and its rows, as JSON."""
    every = {each.title: each.rows for each in selections}
    rows = {each.key: {each.title: each.rows} for each in selections}
    listed = []
    for entry in entries:
        stem, _, form = entry.name.rpartition(".")
        listed.append({**asdict(entry), "rows": every if form == "xlsx" else rows.get(stem, every)})
    return json.dumps({**facts, **_counts(selections), "entries": listed}, ensure_ascii=False, indent=1).encode()


def _counts(selections: Sequence[Selection]) -> Facts:
    return {
        "rows": {each.title: each.rows for each in selections},
        "cells cut at 32,767 characters": {each.title: each.cells_cut for each in selections if each.cells_cut},
        "cells without characters that XML forbids": {
            each.title: each.cells_cleaned for each in selections if each.cells_cleaned
        },
    }
