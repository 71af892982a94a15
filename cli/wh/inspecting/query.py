"""Ad-hoc SQL and its answers as workbooks, and the rows and the SQL of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from wh.engine.database import Answer, Database, Row, Table
from wh.errors import UsageError
from wh.home.home import Home
from wh.home.newfile import new_file
from wh.loading.raw import attach_raw, scratch
from wh.models.model import model_named
from wh.models.relations import make_relations, model_sql
from wh.packing import cells
from wh.packing.workbook import Workbook

SEEN = 2_048  # rows by which a column's width is found
BATCH = 10_000  # rows that are written at a time


@contextmanager
def asked(home: Home, sql: str) -> Iterator[Answer]:
    """Names and rows that a user's SQL gives, read-only, with the raw events attached as `raw`.

    The rows come while they are read, within the block. What is too large for the memory spills into the home where
    the settings allow it; then only a select may be asked.
    """
    with Database(home.built(), read_only=True) as database:
        if home.raw.exists() and re.search(r"\braw\b", sql, re.IGNORECASE):  # else a load need not wait for this query
            attach_raw(database, home)
        if home.settings.spill:
            database.confine_to(home.path)
        else:
            database.confine()
        yield database.answer(sql)


def check_workbook(file: Path) -> None:
    """A UsageError unless `file` is the name of a workbook that does not exist."""
    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file} is not the name of a workbook", f"call it {file.with_suffix('.xlsx')}")
    if file.exists():
        raise UsageError(f"{file} exists already", "give another name, or remove it")


def save_workbook(file: Path, names: Sequence[str], rows: Iterator[Row]) -> int:
    """Writes names and rows as a workbook of one sheet, which only its owner can read; returns how many rows."""
    first = list(islice(rows, SEEN))
    widths = [_width([name, *(row[place] for row in first)]) for place, name in enumerate(names)]
    written = 0

    def batches() -> Iterator[list[bytes]]:
        nonlocal written
        left = chain(first, rows)
        while batch := [cells.row(row, widths) for row in islice(left, BATCH)]:
            written += len(batch)
            yield batch

    with new_file(file, force=False) as part, part.open("wb") as stream:
        workbook = Workbook(stream)
        workbook.sheet("Answer", list(zip(names, widths, strict=True)), batches())
        workbook.close()
    return written


def _width(values: Sequence[Any]) -> float:
    """A width for the longest line of texts, between that of a number and what is easy to read."""
    lines = [line for value in values for line in str(value).split("\n")]
    return min(60, max(12, *(1.1 * cells.printed_width(line) + 2 for line in lines)))


def sample_rows(home: Home, name: str, rows: int) -> Table:
    """Some rows of a model, from the published file or, where that does not hold it, made for this."""
    each = model_named(name)
    if each.is_published:
        with asked(home, f"select * from {each.relation} limit {rows}") as (names, found):
            return names, list(found)
    with scratch(home) as database:
        make_relations(database, home.settings, [name])
        return database.table(f"select * from {each.relation} limit {rows}")


def columns_of(name: str) -> list[Row]:
    """Name, type and meaning of a model's columns; of profile keys one line for all."""
    contract = model_named(name).documented
    rows = [(column.name, column.type, column.doc) for column in contract.columns]
    if contract.dynamic:
        some = (f"{contract.dynamic.prefix}…", contract.dynamic.type, "One for each key of the profiles.")
        rows.insert(1 + [row[0] for row in rows].index(contract.dynamic.after), some)
    return list(rows)


def rendered_sql(home: Home, name: str) -> str:
    """The SQL that makes a model, with its template rendered."""
    each = model_named(name)
    with scratch(home) as database:
        if each.contract.dynamic:
            make_relations(database, home.settings, ["profile_keys"])
        return model_sql(database, each, home.settings).sql
