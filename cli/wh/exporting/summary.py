"""The sheet "Summary": a first look at the chosen chats, with charts that the workbook draws itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from wh.engine.database import Database, Row
from wh.exporting.sheets import of_chosen_chats
from wh.models.model import model_named
from wh.packing.cells import column_name, row
from wh.packing.charts import Chart
from wh.rendering.template import render

VIEW = "happenings_of_chosen_chats"  # a view, not a table: nothing of it is kept in memory
MOST_TAGS = 12
_KEYS = (("key number", 36.0), ("all hours", 14.0), ("operating hours", 16.0), ("of", 10.0))
_DRAWN = (  # the numbers of the charts, which stand to the right of these
    (("date", 12.0), ("chats created", 14.0)),
    (("week from", 12.0), ("median", 12.0), ("90 %", 12.0)),
    (("tag", 24.0), ("chats", 10.0)),
)
_FIRST = 18  # columns before these numbers


@dataclass(frozen=True)
class Summary:
    """The sheet: its columns with widths, its rows as XML, its charts."""

    columns: list[tuple[str, float]]
    rows: list[bytes]
    charts: list[Chart]


def summary(database: Database, say: Callable[[str], str], hide: Callable[[str], str]) -> Summary:
    """The summary of the chosen chats in the language of `say`; tags are shown as `hide` gives them."""
    context = {"happenings": VIEW}
    database.execute(
        of_chosen_chats(model_named("happenings")).after(f"create or replace temp view {VIEW} as (", "\n)")
    )
    names, (numbers,) = database.table(render("sql/export/summary.sql", context))
    days = database.query("sql/export/summary_days.sql", **context)
    weeks = [(week, _time(middle), _time(most)) for week, middle, most in
             database.query("sql/export/summary_weeks.sql", **context)]  # fmt: skip
    tags = [(hide(tag), count) for tag, count in
            database.query("sql/export/summary_tags.sql", {"most": MOST_TAGS}, **context)]  # fmt: skip
    tables = [_keys(dict(zip(names, numbers, strict=True)), say), *(days, weeks, tags)]
    return Summary(_columns(say), _rows(tables), _charts(say, len(days), len(weeks), len(tags)))


def _keys(found: dict[str, Any], say: Callable[[str], str]) -> list[Row]:
    """Name, number in all hours and in operating hours, and of how many."""
    timed = [
        (
            say(f"{name}, {share}"),
            _time(found[f"{measure}_{column}"]),
            _time(found[f"operation_{measure}_{column}"]),
            found[measure],
        )
        for name, measure in (
            ("wait for the first reply", "waits"),
            ("reply", "replies"),
            ("resolution", "resolutions"),
        )
        for share, column in (("median", "median"), ("90 %", "p90"))
    ]
    return [
        (say("chats created"), found["chats"], None, None),
        *timed,
        (say("reopened, %"), _percent(found["reopened"], found["opened"]), None, found["opened"]),
        (
            say("resolved at first contact, %"),
            _percent(found["resolved_at_first_contact"], found["closed"]),
            None,
            found["closed"],
        ),
        (say("satisfaction, 1 to 5"), _rounded(found["average_score"]), None, found["ratings"]),
    ]


def _time(milliseconds: int | None) -> timedelta | None:
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _columns(say: Callable[[str], str]) -> list[tuple[str, float]]:
    """Of all tables; a column without a name stands between two, and under the charts."""
    free = [("", 9.0)] * (_FIRST - len(_KEYS))
    drawn = [column for table in _DRAWN for column in (*table, ("", 3.0))][:-1]
    return [(say(name) if name else "", width) for name, width in (*_KEYS, *free, *drawn)]


def _rows(tables: Sequence[Sequence[Row]]) -> list[bytes]:
    """The tables beside each other."""
    sizes = [_FIRST, *(len(table) + 1 for table in _DRAWN[:-1]), len(_DRAWN[-1])]
    lines = zip_longest(*tables, fillvalue=())
    return [
        row([cell for part, size in zip(line, sizes, strict=True) for cell in _filled(part, size)]) for line in lines
    ]


def _filled(cells: Row, size: int) -> list[Any]:
    return [*cells, *[None] * (size - len(cells))]


def _charts(say: Callable[[str], str], days: int, weeks: int, tags: int) -> list[Chart]:
    """A chart for each of the tables that has rows."""
    first = [_FIRST + 1, _FIRST + 4, _FIRST + 8]
    of_days, of_weeks, of_tags = ([column_name(number + place) for place in range(3)] for number in first)
    median, most = (say("median"), of_weeks[1]), (say("90 %"), of_weeks[2])
    found = [
        Chart(say("Chats created"), "col", of_days[0], [(say("chats"), of_days[1])], days, (5, 1, 17, 16)),
        Chart(say("Wait for the first reply"), "line", of_weeks[0], [median, most], weeks, (5, 17, 17, 32), "[h]:mm"),
        Chart(say("Tags"), "bar", of_tags[0], [(say("chats"), of_tags[1])], tags, (0, 14, 4, 32)),
    ]
    return [chart for chart in found if chart.rows]
