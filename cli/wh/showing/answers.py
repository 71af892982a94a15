"""Rows on stdout: as a table for people, as JSON or CSV for programs, none of them ever held as a whole."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any

from wh.engine.values import as_json_value, as_text
from wh.showing.output import draw, say, visible

SHOWN_ROWS = 100
_CONTROL = re.compile("[\x7f-\x9f]")  # what JSON need not escape, and a terminal obeys
Row = Sequence[Any]


def shown(names: Sequence[str], rows: Iterable[Row], *, json: bool, csv: bool, bom: bool = False) -> None:
    """Rows as JSON, as CSV, after a byte order mark where one is asked for, or as a table."""
    if bom:
        sys.stdout.write("\ufeff")
    if json:
        as_json(names, rows)
    elif csv:
        as_csv(names, rows)
    elif not table(names, rows):
        say("0 rows")


def table(names: Sequence[str], rows: Iterable[Row]) -> int:
    """The first SHOWN_ROWS rows as a table; says if there are more. Returns how many it shows."""
    left = iter(rows)
    first = list(islice(left, SHOWN_ROWS))
    if next(left, None) is not None:
        say(f"more than {SHOWN_ROWS} rows, the first {SHOWN_ROWS} shown; --csv or --json gives all")
    names = [visible(name) for name in names]
    texts = [[_cell(value) for value in row] for row in first]
    numeric = [any(_is_number(row[i]) for row in first) for i in range(len(names))]
    if not draw(names, texts, numeric):
        _records(names, texts)
    return len(first)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _records(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows one below the other, a line for each value, where there is no room for all columns side by side."""
    width = max(map(len, names))
    for row in rows:
        print("─" * width)
        for name, text in zip(names, row, strict=True):
            print(f"{name:{width}}  {text}")


def _cell(value: Any) -> str:
    """A value as a person reads it on a terminal."""
    return "" if value is None else visible(as_text(value))


def as_json(names: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows as a JSON array of objects; of columns with the same name, the later ones get a number."""
    begin = "[\n "
    for each in _objects(names, rows):
        sys.stdout.write(begin + safe_json(each).replace("\n", "\n "))
        begin = ",\n "
    print("[]" if begin.startswith("[") else "\n]")


def tables_as_json(tables: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> None:
    """Tables as a JSON object, each an array of objects."""
    print(safe_json({key: list(_objects(*table)) for key, table in tables.items()}))


def safe_json(value: Any) -> str:
    """A value as JSON in which no character steers a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _objects(names: Sequence[str], rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    keys = _distinct(names)
    return (dict(zip(keys, map(as_json_value, row), strict=True)) for row in rows)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names, each once: id, id_1, id_2, as the engine calls the columns of a table made of such a query."""
    found: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in count(1))
        found.append(name if name not in found else next(each for each in others if each not in {*found, *names}))
    return found


def as_csv(names: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows as CSV with a header."""
    writer = csv.writer(_Lines(), lineterminator="\r\n")  # so that it quotes what holds either of the two
    writer.writerow(names)
    writer.writerows(["" if value is None else as_text(value) for value in row] for row in rows)


class _Lines:
    """Standard output, in which a line of CSV ends with a line feed only."""

    def write(self, line: str) -> None:
        sys.stdout.write(line.removesuffix("\r\n") + "\n")
