"""The rows of the page in few bytes: numbers column by column, byte by byte, packed."""

from __future__ import annotations

import base64
import zlib
from array import array
from typing import Any

from wh.engine.database import Database
from wh.rendering.template import render

TABLES = ("chats", "openings", "closes", "replies", "ratings")
BATCH = 100_000
Heads = dict[str, dict[str, int]]  # bytes of a number in each column, table by table, and "rows"


def packed_rows(database: Database) -> tuple[Heads, str]:
    """The tables of a page that sql/report/page.sql has made: what is in them, and their bytes as base64 of gzip.

    A column is written as the lowest byte of all its numbers, then the next one: most of those are 0, and pack well.
    The number of a chat is written as the distance from the row before.
    """
    heads: Heads = {}
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = []
    for table in TABLES:
        names, columns = _columns(database, table)
        heads[table] = {"rows": len(columns[0])}
        for name, column in zip(names, columns, strict=True):
            width, planes = _planes(column)
            heads[table][name] = width
            packed.append(packer.compress(planes))
    packed.append(packer.flush())
    return heads, base64.b64encode(b"".join(packed)).decode("ascii")


def _columns(database: Database, table: str) -> tuple[list[str], list[array[int]]]:
    sql = render("sql/report/rows.sql", {"table": table})
    names = [str(name) for name, *_ in database.rows(sql.after("describe "))]
    columns = [array("I") for _ in names]
    for batch in database.batches(sql, size=BATCH):
        for column, values in zip(columns, zip(*batch, strict=True), strict=True):
            column.extend(values)
    if names[0] == "chat":
        columns[0] = _steps(columns[0])
    return names, columns


def _steps(numbers: array[int]) -> array[int]:
    return array("I", (after - before for before, after in zip([0, *numbers], numbers, strict=False)))


def _planes(column: array[int]) -> tuple[int, bytes]:
    """The bytes of a number that are needed, and the bytes of all numbers, the lowest ones first."""
    width = max(1, (max(column, default=0).bit_length() + 7) // 8)
    whole = column.tobytes()
    return width, b"".join(whole[place :: column.itemsize] for place in range(width))


def packed_text(lines: list[Any]) -> str:
    """Texts, one a line, as base64 of gzip."""
    return base64.b64encode(zlib.compress("\n".join(map(str, lines)).encode(), 9, 31)).decode("ascii")
