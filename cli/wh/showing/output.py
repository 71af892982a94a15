"""What a person sees: tables and data on stdout; progress, notes and errors on stderr."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from wh.engine.values import as_json_value, as_text
from wh.errors import WhError

SHOWN_ROWS = 100
NARROWEST = 12  # characters of a column, less are not readable
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
Row = Sequence[Any]


def say(line: str) -> None:
    """A line for the person, on stderr; commands in it are for the home that this one was given."""
    print(for_this_home(line), file=sys.stderr)


def for_this_home(line: str) -> str:
    """A line, in which commands are for the home that this one was given."""
    if home := _given_home():
        line = re.sub(r"`wh (?!init)([^`]+?)`", lambda found: f"`wh {found[1]} --home {shlex.quote(home)}`", line)
    return visible(line)


def _given_home() -> str:
    """What `--home` said on the command line; "" where it was not there."""
    words = [word for each in sys.argv[1:] for word in (each.split("=", 1) if each.startswith("--home=") else [each])]
    return words[words.index("--home") + 1] if "--home" in words[:-1] else ""


def visible(text: str) -> str:
    """A text that cannot change a terminal: control characters other than line breaks appear as escapes."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def failed(error: WhError) -> int:
    """Prints an error and its hint; returns the exit code."""
    say(f"error: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")
    return error.exit_code


@contextmanager
def progress(what: str, units: str) -> Iterator[Callable[[str, int, int | None], None]]:
    """A function that shows progress (name, units done, units in all), on a terminal only.

    Nothing is shown before it is called: a bar would be drawn over what is asked for.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    looks = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} " + units))
    bar = Progress(*looks, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def show(name: str, done: int, total: int | None) -> None:
        bar.start()
        bar.update(task, description=f"{what} {name}", completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()


def shown(names: Sequence[str], rows: Sequence[Row], *, json: bool, csv: bool, bom: bool = False) -> None:
    """Rows as JSON, as CSV, after a byte order mark where one is asked for, or as a table."""
    if bom:
        sys.stdout.write("\ufeff")
    (as_json if json else as_csv if csv else table)(names, rows)
    if not (rows or json or csv):
        say("0 rows")


def table(names: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows as a table, at most SHOWN_ROWS of them."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200)
    if len(rows) > SHOWN_ROWS:
        say(f"{len(rows)} rows, the first {SHOWN_ROWS} shown; --csv or --json gives all")
    if len(names) * NARROWEST > console.width:
        _records(names, rows[:SHOWN_ROWS])
        return
    shown = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for i, name in enumerate(names):
        numbers = any(isinstance(row[i], int | float) and not isinstance(row[i], bool) for row in rows[:SHOWN_ROWS])
        shown.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        shown.add_row(*(_cell(value) for value in row))
    console.print(shown)


def _records(names: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows one below the other, a line for each value, where there is no room for all columns side by side."""
    width = max(map(len, names))
    for row in rows:
        print("─" * width)
        for name, value in zip(names, row, strict=True):
            print(f"{name:{width}}  {_cell(value)}")


def _cell(value: Any) -> str:
    """A value as a person reads it on a terminal."""
    return "" if value is None else visible(as_text(value))


def as_json(names: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows as a JSON array of objects; of columns with the same name, the later ones get a number."""
    print(json.dumps(_objects(names, rows), ensure_ascii=False, indent=1))


def tables_as_json(tables: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> None:
    """Tables as a JSON object, each an array of objects."""
    print(json.dumps({key: _objects(*table) for key, table in tables.items()}, ensure_ascii=False, indent=1))


def _objects(names: Sequence[str], rows: Sequence[Row]) -> list[dict[str, Any]]:
    keys = _distinct(names)
    return [dict(zip(keys, map(as_json_value, row), strict=True)) for row in rows]


def _distinct(names: Sequence[str]) -> list[str]:
    """Names, each once: id, id_1, id_2, as the engine calls the columns of a table made of such a query."""
    found: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in count(1))
        found.append(name if name not in found else next(each for each in others if each not in {*found, *names}))
    return found


def as_csv(names: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows as CSV with a header."""
    writer = csv.writer(_Lines(), lineterminator="\r\n")  # so that it quotes what holds either of the two
    writer.writerow(names)
    writer.writerows([["" if value is None else as_text(value) for value in row] for row in rows])


class _Lines:
    """Standard output, in which a line of CSV ends with a line feed only."""

    def write(self, line: str) -> None:
        sys.stdout.write(line.removesuffix("\r\n") + "\n")


def number(of: int, name: str) -> str:
    """A number of things in words: 1 chat, 2,000 chats."""
    return f"{of:,} {name}" if of == 1 else f"{of:,} {name}s"


def counts(rows: Mapping[str, int]) -> str:
    """Names and numbers in one line."""
    return ", ".join(f"{name} {of:,}" for name, of in rows.items())
