"""Sheets cut into pieces: whatever their size and the number of threads, the rows are those of one ORDER BY."""

from __future__ import annotations

from pathlib import Path

import pytest

from cells import TITLE, by_calamine, workbook
from conftest import PASSWORD, Command, entries
from wh.engine.database import Database
from wh.exporting import sheets
from wh.exporting.sheets import Column, Selection, select_sheet, sheets_in_order
from wh.models.model import model_named
from wh.rendering.template import render

COLUMNS = [Column("chatId", "text", ""), Column("createdAt_utc", "integer", "")]
COLUMNS += [Column("messageId", "text", "")]
SHUFFLED = """
    create table rows_of_test as
    select
        case when chat % 7 > 0 then concat('chat ', chat) end as "chatId", number % 11 as "createdAt_utc",
        concat('message ', number) as "messageId"
    from (select range as number, hash(range) % 5000 as chat from range(200000))
    order by hash(number, 'shuffled')
"""


def selected(database: Database) -> Selection:
    """The rows of the test as those of the sheet of messages."""
    return select_sheet(database, model_named("sheets.messages"), COLUMNS, "rows_of_test", "rows_of_test")


def written(database: Database, selection: Selection) -> list[bytes]:
    rows: list[bytes] = []
    for piece in selection.pieces:
        widths = {column.name: 60 for column in selection.columns}
        context = {"columns": selection.columns, "sheet": piece, "letters": "ABC", "width_of": widths}
        sql = render("sql/xlsx/rows.sql", context)
        batches = [[row for row, _, _ in batch] for batch in database.batches(sql, piece.bounds)]
        assert sum(map(len, batches)) == piece.count
        rows += [row for batch in batches for row in batch]
    return rows


@pytest.mark.parametrize("size", [1 << 20, 1 << 40])
def test_200000_rows_are_in_order_with_four_threads(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(sheets, "PIECE", size)
    with Database() as database:
        database.execute("set threads = 4")
        database.execute(SHUFFLED)
        selection = selected(database)
        rows = written(database, selection)
        expected = database.rows('from rows_of_test order by "chatId", "createdAt_utc", "messageId"')
    assert (len(selection.pieces) > 5, selection.rows) == (size < 1 << 30, 200_000)
    found = by_calamine(workbook([column.name for column in COLUMNS], rows), TITLE)[1:]
    assert [tuple(row) for row in found] == expected


def test_no_rows_are_no_pieces() -> None:
    with Database() as database:
        database.execute('create table rows_of_test ("chatId" varchar, "createdAt_utc" bigint, "messageId" varchar)')
        selection = selected(database)
    assert (selection.pieces, selection.rows) == ([], 0)


def test_one_key_alone_is_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "PIECE", 1)
    with Database() as database:
        database.execute(SHUFFLED)
        database.execute('update rows_of_test set "chatId" = null where "chatId" <> \'chat 1\'')
        counts = [piece.count for piece in selected(database).pieces]
        known = database.value('select count("chatId") from rows_of_test')
    assert counts == [known, 200_000 - known]


def exported(desk: Command) -> dict[str, object]:
    """An export of everything: the rows of its workbook by title, and its JSON by sheet."""
    desk("export", "out.zip", "--as", "301", "--reason", "x", "--force", "--format", "both", WH_PASSWORD=PASSWORD)
    found = entries(Path("out.zip"))
    titles = [each.sheet.title for each in sheets_in_order()]
    rows = {title: by_calamine(found["out.xlsx"], title) for title in titles}
    return rows | {name: data for name, data in found.items() if name not in ("out.xlsx", "manifest.json")}


def test_an_export_of_the_sample_is_the_same_in_pieces(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exported(desk)
    monkeypatch.setattr(sheets, "PIECE", 60_000)
    assert exported(desk) == whole
