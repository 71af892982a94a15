"""A workbook (.xlsx, ECMA-376) written to a stream, sheet after sheet.

The rows themselves come from the engine as XML (sql/xlsx/rows.sql); nothing here knows what is in them, but for ROW in
the references of their cells, in whose place the number of the row is put: not all readers count cells themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import IO

from wh.packing.cells import HEADER, ROW, column_name, cut, row
from wh.packing.charts import Chart, chart_parts, content_type
from wh.packing.forward import ForwardZip
from wh.packing.parts import DECLARATION, MAIN, OFFICE, parts, quoted

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_PART = 0xF000_0000  # bytes of one sheet's XML: over 4 GiB a streamed part needs zip64, which Excel refuses
MAX_NAME = 31  # UTF-16 units, as those of a text


class Workbook:
    """An .xlsx being written to a stream: sheets one after the other, the rest when it is closed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = ForwardZip(stream)
        self._names: list[str] = []
        self._front: list[str] = []
        self._drawn: dict[str, str] = {}
        self._printed: dict[str, str] = {}

    def sheet(
        self,
        name: str,
        columns: Sequence[tuple[str, float]],
        batches: Iterable[Sequence[bytes]],
        front: bool = False,
        charts: Sequence[Chart] = (),
    ) -> int:
        """Writes rows of XML under a header of (name, width) `columns`; goes on in "name (2)" … where a sheet is full.

        A sheet for the `front` stands before the others, however late it is written. One with `charts` of its cells has
        no buttons to filter by, and is printed on one page down to the last chart. Returns the number of rows.
        """
        if len(columns) > MAX_COLUMNS:
            raise ValueError(f"{len(columns)} columns; a sheet holds {MAX_COLUMNS}")
        rows = _Rows(batches)
        part = 0
        while part == 0 or not rows.done:
            part += 1
            self._names.append(_sheet_name(name, part, self._names))
            if front:
                self._front.append(self._names[-1])
            number = len(self._names)
            self._zip.add(f"xl/worksheets/sheet{number}.xml", _sheet(columns, rows, is_drawn_on=bool(charts)))
            if charts:
                self._drawn |= chart_parts(charts, quoted(self._names[-1]), number)
                right, bottom = (max(each.place[side] for each in charts) for side in (2, 3))
                self._printed[self._names[-1]] = f"$A$1:${column_name(right)}${bottom}"
        return rows.total

    def close(self) -> None:
        """Writes what names the sheets; the workbook is whole after it."""
        types = {part: type_ for part in self._drawn if (type_ := content_type(part))}
        for name, text in (parts(self._names, self._front, types, self._printed) | self._drawn).items():
            self._zip.add(name, [(DECLARATION + text).encode()])
        self._zip.close()


class _Rows:
    """Rows taken from batches, so many at a time that a sheet is never too long or too large."""

    def __init__(self, batches: Iterable[Sequence[bytes]]) -> None:
        self._batches = iter(batches)
        self._next = self._following()
        self.total = 0

    @property
    def done(self) -> bool:
        return not self._next

    def _following(self) -> Sequence[bytes]:
        return next((batch for batch in self._batches if batch), ())

    def for_one_sheet(self) -> Iterable[tuple[int, bytes]]:
        """Number and XML of the rows that the next sheet can hold."""
        number, size = 2, 0
        while self._next and number <= MAX_ROWS and size < MAX_PART:
            room = MAX_ROWS + 1 - number
            taken, self._next = self._next[:room], self._next[room:]
            data = b"".join([each.replace(ROW, b"%d" % at) for at, each in enumerate(taken, number)])
            number, size = number + len(taken), size + len(data)
            self.total += len(taken)
            yield len(taken), data
            self._next = self._next or self._following()


def _sheet(columns: Sequence[tuple[str, float]], rows: _Rows, *, is_drawn_on: bool) -> Iterable[bytes]:
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width:.2f}" customWidth="1"/>' for i, (_, width) in enumerate(columns, 1)
    )
    header = row([name for name, _ in columns], style=HEADER)
    fitted = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if is_drawn_on else ""
    yield (
        f'{DECLARATION}<worksheet xmlns="{MAIN}">{fitted}<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="18"/>'
        f"<cols>{widths}</cols><sheetData>"
    ).encode() + header.replace(ROW, b"1")
    count = 1
    for number, data in rows.for_one_sheet():
        count += number
        yield data
    filtered = "" if is_drawn_on else f'<autoFilter ref="A1:{column_name(len(columns))}{count}"/>'
    drawing = f'<drawing xmlns:r="{OFFICE}" r:id="rId1"/>' if is_drawn_on else ""
    yield f'</sheetData>{filtered}<pageSetup orientation="landscape"/>{drawing}</worksheet>'.encode()


def _sheet_name(name: str, part: int, taken: Sequence[str]) -> str:
    """A legal name not in `taken`: at most 31 UTF-16 units, none of []:*?/\\, no ' at its ends, unique without case."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("' ") or "Sheet"
    base = base + "_" if base.lower() == "history" else base
    used = {each.lower() for each in taken}
    while True:
        suffix = f" ({part})" if part > 1 else ""
        found = cut(base, MAX_NAME - len(suffix)).rstrip("' ") + suffix
        if found.lower() not in used:
            return found
        part += 1
