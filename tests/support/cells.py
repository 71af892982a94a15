"""Cells in a test: values through the SQL of the rows into a workbook, and back by the readers of two libraries."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from wh.asking.request import DURATIONS
from wh.engine.database import Database
from wh.exporting.sheets import Column, Piece
from wh.packing import workbook as xlsx
from wh.packing.cells import column_names
from wh.rendering.quoting import identifier
from wh.rendering.template import render

Rows = list[list[Any]]
TITLE = "Data"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # by XML
TYPES = {"text": "varchar", "number": "double", "boolean": "boolean", "instant": "timestamp"}
TYPES |= dict.fromkeys(("list", "path"), "varchar[]") | dict.fromkeys(("integer", *DURATIONS.values()), "bigint")


@dataclass(frozen=True)
class Written:
    """A workbook of one sheet, and by row how many of its cells were cut and how many lost characters."""

    data: bytes
    cut: list[int]
    cleaned: list[int]

    def read(self) -> Rows:
        """The rows under the header, read by two libraries that must agree."""
        first, second = (alike(read(self.data, TITLE)[1:]) for read in (by_openpyxl, by_calamine))
        assert repr(first) == repr(second)
        return first


def written(forms: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Written:
    """A workbook of `rows`, whose columns have these names and forms."""
    columns = [Column(name, form, "") for name, form in forms.items()]
    types = "".join(f", {identifier(name)} {TYPES[form]}" for name, form in forms.items())
    piece = Piece("(select * from rows_of_test)", "place", "place", None, None, len(rows))
    with Database() as database:
        database.execute(f"create table rows_of_test (place integer{types})")
        database.insert("rows_of_test", [(place, *row) for place, row in enumerate(rows)])
        letters = column_names(len(columns))
        context = {"columns": columns, "sheet": piece, "letters": letters, "width_of": dict.fromkeys(forms, 60)}
        found = database.rows(render("sql/xlsx/rows.sql", context))
    data = workbook(list(forms), [row for row, _, _ in found])
    return Written(data, [cut or 0 for _, cut, _ in found], [cleaned or 0 for _, _, cleaned in found])


def column(form: str, values: Sequence[Any]) -> list[Any]:
    """What becomes of `values` as a column of that form."""
    return [row[0] for row in written({"column": form}, [[value] for value in values]).read()]


def workbook(names: Sequence[str], rows: Sequence[bytes]) -> bytes:
    """A workbook with one sheet of rows that are XML already."""
    stream = io.BytesIO()
    book = xlsx.Workbook(stream)
    book.sheet(TITLE, [(name, 9.0) for name in names], [rows])
    book.close()
    return stream.getvalue()


def by_openpyxl(data: bytes, title: str) -> Rows:
    """A sheet as openpyxl reads it, with the escapes of texts decoded, which it does not do."""
    rows = openpyxl.load_workbook(io.BytesIO(data))[title].iter_rows(values_only=True)
    return [[decoded(value) if isinstance(value, str) else value for value in row] for row in rows]


def by_calamine(data: bytes, title: str) -> Rows:
    """A sheet as calamine reads it, which does not tell an empty text from an empty cell."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(title).to_python(skip_empty_area=False)
    return [[None if value == "" else value for value in row] for row in rows]


def decoded(text: str) -> str:
    """A text as Excel reads it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def alike(rows: Rows) -> Rows:
    """Rows without what readers differ in by nature: whole numbers, dates at midnight, empty texts, microseconds."""
    return [[_alike(value) for value in row] for row in rows]


def _alike(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, timedelta):
        return timedelta(milliseconds=round(value / timedelta(milliseconds=1)))
    if isinstance(value, date):
        instant = datetime(value.year, value.month, value.day) if not isinstance(value, datetime) else value
        return instant.replace(microsecond=0) + timedelta(milliseconds=round(instant.microsecond / 1000))
    return float(value) if isinstance(value, int) else None if value == "" else value


def kept(text: str) -> str:
    """What a workbook holds of a text: no forbidden characters, at most 32,767 UTF-16 units."""
    units = text.encode("utf-16-le")[: 2 * 32_767].decode("utf-16-le", "ignore")
    return FORBIDDEN.sub("", units)
