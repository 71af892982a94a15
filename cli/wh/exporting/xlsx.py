"""The parts of a workbook (ECMA-376) around its rows, and a zip that is written forward only.

The rows themselves come from the engine as XML (sql/xlsx/rows.sql); nothing here knows what is in them.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from isal import isal_zlib  # five times as fast as zlib at about the same size

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_PART = 0xF000_0000  # bytes of one sheet's XML: over 4 GiB a streamed part needs zip64, which Excel refuses
MAX_NAME = 31  # UTF-16 units, as those of a text
MAX_TEXT = 32_767

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

# The s="…" of a cell, as rows.sql writes it: 1 date-time, 2 duration, 3 header.
_FORMATS = ("yyyy\\-mm\\-dd\\ hh:mm:ss", "[h]:mm:ss")
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    + "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(_FORMATS))
    + '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
        'applyAlignment="1"><alignment vertical="top"/></xf>'  # of a text of many lines the first is to be seen
        for number, font in ((0, 0), (164, 0), (165, 0), (0, 1))
    )
    + "</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Workbook:
    """An .xlsx being written to a stream: sheets one after the other, the rest when it is closed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = _Zip(stream)
        self._names: list[str] = []
        self._front: list[str] = []

    def sheet(
        self, name: str, columns: Sequence[tuple[str, float]], batches: Iterable[Sequence[bytes]], front: bool = False
    ) -> int:
        """Writes rows of XML under a header of (name, width) `columns`; goes on in "name (2)" … where a sheet is full.

        A sheet for the `front` stands before the others, however late it is written. Returns the number of rows.
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
            self._zip.add(f"xl/worksheets/sheet{len(self._names)}.xml", _sheet(columns, rows))
        return rows.total

    def close(self) -> None:
        """Writes what names the sheets; the workbook is whole after it."""
        for name, text in _parts(self._names, self._front).items():
            self._zip.add(name, [(_DECLARATION + text).encode()])
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
        room, size = MAX_ROWS - 1, 0
        while self._next and room > 0 and size < MAX_PART:
            taken, self._next = self._next[:room], self._next[room:]
            data = b"".join(taken)
            room, size = room - len(taken), size + len(data)
            self.total += len(taken)
            yield len(taken), data
            self._next = self._next or self._following()


def _sheet(columns: Sequence[tuple[str, float]], rows: _Rows) -> Iterable[bytes]:
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width:.2f}" customWidth="1"/>' for i, (_, width) in enumerate(columns, 1)
    )
    header = "".join(_string(name, ' s="3"') for name, _ in columns)
    yield (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="18" customHeight="1"/>'
        f"<cols>{widths}</cols><sheetData><row>{header}</row>"
    ).encode()
    count = 1
    for number, data in rows.for_one_sheet():
        count += number
        yield data
    yield f'</sheetData><autoFilter ref="A1:{column_name(len(columns))}{count}"/></worksheet>'.encode()


def row(values: Iterable[str | int]) -> bytes:
    """The XML of a row of texts and numbers."""
    cells = (f"<c><v>{value}</v></c>" if isinstance(value, int) else _string(value) for value in values)
    return f"<row>{''.join(cells)}</row>".encode()


def _string(value: str, style: str = "") -> str:
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text(value)}</t></is></c>'


def text(value: str) -> str:
    """`value` as a cell holds it, without what XML forbids; what Excel would decode (_x0041_) stays as it is."""
    kept = _cut(_FORBIDDEN.sub("", value), MAX_TEXT)
    return escape(re.sub("_(?=x[0-9A-Fa-f]{4}[_\r])", "_x005F_", kept), {"\r": "_x000D_"})


def column_name(number: int) -> str:
    """The letters of a column, counted from 1: A, …, Z, AA, …"""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _sheet_name(name: str, part: int, taken: Sequence[str]) -> str:
    """A legal name not in `taken`: at most 31 UTF-16 units, none of []:*?/\\, no ' at its ends, unique without case."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("' ") or "Sheet"
    base = base + "_" if base.lower() == "history" else base
    used = {each.lower() for each in taken}
    while True:
        suffix = f" ({part})" if part > 1 else ""
        found = _cut(base, MAX_NAME - len(suffix)).rstrip("' ") + suffix
        if found.lower() not in used:
            return found
        part += 1


def _cut(name: str, units: int) -> str:
    return name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _parts(names: Sequence[str], front: Sequence[str]) -> dict[str, str]:
    numbered = list(enumerate(names, 1))
    shown = sorted(numbered, key=lambda each: each[1] not in front)
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for i, _ in numbered
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>' for i, name in shown)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i, _ in numbered
        )
        + f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


class _Zip:
    """A zip written forward only, with the sizes after the data."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._position = 0
        self._directory: list[tuple[bytes, int, int, int, int]] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        start, encoded = self._position, name.encode()
        self._write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0x808, 8, 0, 0x21, 0, 0, 0, len(encoded), 0) + encoded)
        body = self._position
        deflate, crc, size = isal_zlib.compressobj(1, zlib.DEFLATED, -15), 0, 0
        for chunk in chunks:
            crc, size = isal_zlib.crc32(chunk, crc), size + len(chunk)
            self._write(deflate.compress(chunk))
        self._write(deflate.flush())
        packed = self._position - body
        self._write(struct.pack("<4s3L", b"PK\7\10", crc, packed, size))
        self._directory.append((encoded, start, crc, packed, size))

    def close(self) -> None:
        start = self._position
        for name, offset, crc, packed, size in self._directory:
            head = struct.pack("<4s6H3L", b"PK\1\2", 20, 20, 0x808, 8, 0, 0x21, crc, packed, size)
            self._write(head + struct.pack("<5H2L", len(name), 0, 0, 0, 0, 0, offset) + name)
        count, length = len(self._directory), self._position - start
        self._write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, start, 0))

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._position += len(data)
