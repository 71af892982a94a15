"""Rows of a workbook from values of Python: headers, the sheet About, answers of `wh sql`.

Those of exports are made by the engine (sql/xlsx/rows.sql), by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from wh.engine.values import as_text

ROW = b"\x01"  # stands for the number of the row in references; no text can hold it
MAX_TEXT = 32_767
LINE_HEIGHT, MOST_LINES = 18, 10
HEADER = 3  # the style, as parts.py numbers them
_DATE_TIME, _DURATION, _WRAPPED, _DATE = 1, 2, 4, 5
_LARGEST = 999_999_999_999_999  # of more digits Excel forgets the last
_FIRST_DAY, _FIRST_SURE_DAY = datetime(1899, 12, 30), date(1900, 3, 1)  # Excel takes 1900 for a leap year
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def row(values: Sequence[Any], widths: Sequence[float] = (), style: int | None = None) -> bytes:
    """The XML of a row. Where `widths` of its columns are given, long texts are wrapped and the row is high enough."""
    lines = [_lines(value, width) for value, width in zip(values, widths, strict=False)]
    height = f' ht="{LINE_HEIGHT * min(MOST_LINES, max(lines))}" customHeight="1"' if lines and max(lines) > 1 else ""
    cells = [
        _cell(value, column_name(number), _WRAPPED if number <= len(lines) and lines[number - 1] > 1 else style)
        for number, value in enumerate(values, 1)
    ]
    return f'<row r="{ROW.decode()}"{height}>{"".join(cells)}</row>'.encode()


def text(value: str) -> str:
    """`value` as a cell holds it, without what XML forbids; what Excel would decode (_x0041_) stays as it is."""
    kept = cut(_FORBIDDEN.sub("", value), MAX_TEXT)
    return escape(re.sub("_(?=x[0-9A-Fa-f]{4}[_\r])", "_x005F_", kept), {"\r": "_x000D_"})


def column_names(count: int) -> list[str]:
    """The letters of so many columns."""
    return [column_name(number) for number in range(1, count + 1)]


def column_name(number: int) -> str:
    """The letters of a column, counted from 1: A, …, Z, AA, …"""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def cut(name: str, units: int) -> str:
    """At most so many UTF-16 units of it, no half of a character."""
    return name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def printed_width(value: str) -> int:
    """How many characters wide a line is printed; a wide (CJK) character, of three bytes, takes two."""
    return (len(value) + len(value.encode("utf-8", "replace"))) // 2


def _lines(value: Any, width: float) -> int:
    """How many lines a text takes in a column; words do not fill a line."""
    if not isinstance(value, str):
        return 1
    return sum(1 + int(printed_width(line) / (0.9 * width)) for line in value.split("\n"))


def _cell(value: Any, column: str, style: int | None) -> str:
    at = f'r="{column}{ROW.decode()}"'
    given = f' s="{style}"' if style is not None else ""
    match value:
        case None:
            return f"<c {at}{given}/>"
        case bool():
            return f'<c {at}{given} t="b"><v>{int(value)}</v></c>'
        case int() | float() | Decimal() if isfinite(value) and -_LARGEST <= value <= _LARGEST:
            return f"<c {at}{given}><v>{value}</v></c>"
        case datetime() if value.tzinfo is None and value.date() >= _FIRST_SURE_DAY:
            return f'<c {at} s="{_DATE_TIME}"><v>{(value - _FIRST_DAY) / timedelta(days=1):.9f}</v></c>'
        case date() if not isinstance(value, datetime) and value >= _FIRST_SURE_DAY:
            return f'<c {at} s="{_DATE}"><v>{(value - _FIRST_DAY.date()).days}</v></c>'
        case timedelta() if value >= timedelta():
            return f'<c {at} s="{_DURATION}"><v>{value / timedelta(days=1):.9f}</v></c>'
    said = as_text(value)
    space = ' xml:space="preserve"' if said != said.strip() else ""
    return f'<c {at}{given} t="inlineStr"><is><t{space}>{text(said)}</t></is></c>'
