"""A sheet in each of the formats, written to a stream piece by piece: memory does not grow with its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from wh.engine.database import Database, Row
from wh.exporting import about
from wh.exporting.sheets import Selection
from wh.exporting.summary import Summary
from wh.packing.cells import column_names
from wh.packing.workbook import Workbook
from wh.rendering.template import render

NARROWEST, WIDEST = 9, 60  # characters of a column
Progress = Callable[[str, int, int | None], None]


def write_workbook(
    database: Database,
    stream: IO[bytes],
    chosen: Sequence[Selection],
    facts: about.Facts | None,
    first_look: Summary | None,
    say: Callable[[str], str],
    progress: Progress,
) -> None:
    """All sheets as one .xlsx; in front the sheet About, where there are `facts` for it, and the summary, if any."""
    workbook = Workbook(stream)
    for sheet in chosen:
        widths = _widths(database, sheet)
        header = [(column.name, width) for column, width in zip(sheet.columns, widths, strict=True)]
        written = workbook.sheet(sheet.title, header, _rows(database, sheet, dict(header), progress))
        assert written == sheet.rows, f"{sheet.title}: {written} rows of {sheet.rows}"
    if facts is not None:
        header = [(say(name), width) for name, width in about.COLUMNS]
        workbook.sheet(say("About"), header, [about.rows(facts, chosen, say)], front=True)
    if first_look is not None:
        batches = [first_look.rows]
        workbook.sheet(say("Summary"), first_look.columns, batches, front=True, charts=first_look.charts)
    workbook.close()


def _widths(database: Database, sheet: Selection) -> list[float]:
    """A width for each column from its name and its longest text among the first rows, bounded."""
    sql = render("sql/xlsx/widths.sql", {"columns": sheet.columns, "rows": sheet.whole.rows})
    return [
        min(max(NARROWEST, len(column.name) * 1.2 + 3, (length or 0) * 1.1 + 1), WIDEST)
        for column, length in zip(sheet.columns, database.value(sql), strict=True)
    ]


def _rows(
    database: Database, sheet: Selection, widths: Mapping[str, float], progress: Progress
) -> Iterator[Sequence[bytes]]:
    letters = column_names(len(sheet.columns))
    for batch in _batches(database, "sql/xlsx/rows.sql", sheet, progress, letters=letters, width_of=widths):
        rows, cut, cleaned = zip(*batch, strict=True)
        sheet.cells_cut += sum(filter(None, cut))
        sheet.cells_cleaned += sum(filter(None, cleaned))
        yield rows


def write_json(database: Database, stream: IO[bytes], sheet: Selection, progress: Progress) -> None:
    """An array of objects, one a line."""
    lead = b"[\n"
    for batch in _batches(database, "sql/export/objects.sql", sheet, progress):
        stream.write(lead + ",\n".join(row[0] for row in batch).encode())
        lead = b",\n"
    stream.write(b"\n]\n" if sheet.pieces else b"[]\n")


def write_jsonl(database: Database, stream: IO[bytes], sheet: Selection, progress: Progress) -> None:
    """One object a line."""
    for batch in _batches(database, "sql/export/objects.sql", sheet, progress):
        stream.write("".join(f"{row[0]}\n" for row in batch).encode())


def write_parquet(database: Database, stream: IO[bytes], sheet: Selection, progress: Progress) -> None:
    """A Parquet file, as the engine writes it, sorted as a whole."""
    sql = render("sql/export/table.sql", {"columns": sheet.columns, "sheet": sheet.whole})
    for block in database.copied(sql, "parquet"):
        stream.write(block)
    progress(sheet.title, sheet.rows, sheet.rows)


WRITERS = {"json": write_json, "jsonl": write_jsonl, "parquet": write_parquet}


def _batches(
    database: Database, template: str, sheet: Selection, progress: Progress, **context: Any
) -> Iterator[list[Row]]:
    done = 0
    for piece in sheet.pieces:
        sql = render(template, {"columns": sheet.columns, "sheet": piece, **context})
        for batch in database.batches(sql, piece.bounds):
            yield batch
            done += len(batch)
            progress(sheet.title, done, sheet.rows)
