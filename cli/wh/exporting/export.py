"""`wh export`: chosen chats as sheets in a password-protected zip, by an owner, for a reason, written down."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from wh.engine.database import Database, Row
from wh.engine.template import render
from wh.errors import FaultError, UsageError
from wh.exporting import about, mask, request, sheets
from wh.exporting.archive import Archive
from wh.exporting.request import Filters, Request
from wh.exporting.sheets import Selection
from wh.exporting.xlsx import Workbook
from wh.home import newfile
from wh.home.home import Home
from wh.loading.raw import open_raw
from wh.models.model import Model

Progress = Callable[[str, int, int | None], None]
NARROWEST, WIDEST = 9, 60  # characters of a column


@dataclass(frozen=True)
class Exported:
    """A finished export: its file and its sheets."""

    file: Path
    sheets: list[Selection]


def export(
    home: Home, out: Path | None, asked: Request, *, force: bool = False, progress: Progress = lambda *_: None
) -> Exported:
    """Writes the zip and a line in the export log.

    `out` defaults to a name by local time in the home's exports. Whoever is no owner gets a FaultError.
    """
    request.check(asked)
    if not os.access(home.path, os.W_OK):
        raise FaultError(f"{home.path} cannot be written to", "an export is written down there, in raw.duckdb")
    file = out or home.exports / f"chats-{datetime.now():%Y%m%d-%H%M%S}.zip"
    if file.is_dir():
        raise UsageError(f"{file} is a folder", "name the zip in it")
    if file.exists() and not force:
        raise UsageError(f"{file} exists already", "give another name, or --force to replace it")
    with Database(home.built(), read_only=True) as database:
        database.in_memory(asked.memory_limit)
        manager = _owner(database, home, asked.owner)
        models = [each for each in sheets.named(asked.sheets) if asked.messages or sheets.key(each) != "messages"]
        if not models:
            raise UsageError("no sheet is left to export", "messages need --messages")
        _choose(database, asked.filters)
        if asked.mask:
            mask.prepare(database, home)
        chosen = [_selection(database, home, each, asked) for each in models]
        with newfile.new_file(file, force=force) as part:
            _write(database, part, chosen, asked, manager, progress)
            _log(home, file, manager, asked, chosen)
    return Exported(file, chosen)


def notes(exported: Exported) -> list[str]:
    """What whoever asked for the export should know of it."""
    found = [
        f"{each.title}: {each.cells_cut} cells cut, a cell holds 32,767" for each in exported.sheets if each.cells_cut
    ]
    found += [
        f"{each.title}: {each.cells_cleaned} cells lost characters that a workbook cannot hold"
        for each in exported.sheets
        if each.cells_cleaned
    ]
    if any(each.key == "user_chats" and not each.rows for each in exported.sheets):
        found.append("no chat passes the filters")
    return found


def _owner(database: Database, home: Home, who: str) -> str:
    """The id of the manager that `who` names, who must be an owner."""
    found = database.rows(
        "select id, role, coalesce(removed, false) from main.managers where id = $who or lower(email) = lower($who)",
        {"who": who},
    )
    if not found:
        raise UsageError(f"no manager has the id or e-mail {who}", "see `wh sql 'select id, name, role from managers'`")
    for id_, role, removed in found:
        if not removed and (role == "owner" or id_ in home.settings.owners):
            return str(id_)
    raise FaultError(f"{who} is not an owner of the channel", "exporting is the owner's right; see `owners` in wh.toml")


def _choose(database: Database, filters: Filters) -> None:
    """Puts the chats that the filters let through into the table `chosen`."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(filters).items()}
    by = request.INSTANTS[str(values.pop("by"))]
    values["most"] = filters.most if filters.most is not None else 1 << 62
    database.run("sql/export/chosen.sql", values, by=by)


def _selection(database: Database, home: Home, each: Model, asked: Request) -> Selection:
    columns = sheets.columns(database, each, asked.durations)
    hide = partial(mask.masked, database, home, each) if asked.mask else str
    return sheets.select(database, each, columns, sheets.rows(each, private=asked.private), hide)


def _write(
    database: Database, file: Path, chosen: list[Selection], asked: Request, manager: str, progress: Progress
) -> None:
    facts = about.facts(database, asked, manager)
    with Archive(file, asked.password) as archive:
        if asked.format in ("xlsx", "both"):
            with archive.entry("export.xlsx", packed=True) as stream:
                _workbook(database, stream, chosen, facts if asked.about else None, progress)
        if asked.format != "xlsx":
            form = "json" if asked.format == "both" else asked.format
            for sheet in chosen:
                with archive.entry(f"{sheet.key}.{form}", packed=form == "parquet") as stream:
                    _FILES[form](database, stream, sheet, progress)
        with archive.entry("manifest.json", packed=False) as stream:
            stream.write(about.manifest(facts, chosen, archive.entries))


def _workbook(
    database: Database, stream: IO[bytes], chosen: list[Selection], facts: about.Facts | None, progress: Progress
) -> None:
    workbook = Workbook(stream)
    for sheet in chosen:
        widths = _widths(database, sheet)
        header = [(column.name, width) for column, width in zip(sheet.columns, widths, strict=True)]
        written = workbook.sheet(sheet.title, header, _rows(database, sheet, progress))
        assert written == sheet.rows, f"{sheet.title}: {written} rows of {sheet.rows}"
    if facts is not None:
        workbook.sheet("About", about.COLUMNS, [about.rows(facts, chosen)], front=True)
    workbook.close()


def _widths(database: Database, sheet: Selection) -> list[float]:
    """A width for each column from its name and its longest text among the first rows, bounded."""
    sql = render("sql/xlsx/widths.sql", {"columns": sheet.columns, "rows": sheet.whole.rows})
    return [
        min(max(NARROWEST, len(column.name) * 1.2 + 3, (length or 0) * 1.1 + 1), WIDEST)
        for column, length in zip(sheet.columns, database.value(sql), strict=True)
    ]


def _rows(database: Database, sheet: Selection, progress: Progress) -> Iterator[list[bytes]]:
    for batch in _batches(database, "sql/xlsx/rows.sql", sheet, progress):
        odd = [row for row in batch if row[1] is not None]
        sheet.cells_cut += sum(cut for _, cut, _ in odd)
        sheet.cells_cleaned += sum(cleaned for _, _, cleaned in odd)
        yield [row for row, _, _ in batch]


def _json(database: Database, stream: IO[bytes], sheet: Selection, progress: Progress) -> None:
    """An array of objects, one a line."""
    lead = b"[\n"
    for batch in _batches(database, "sql/export/objects.sql", sheet, progress):
        stream.write(lead + ",\n".join(row[0] for row in batch).encode())
        lead = b",\n"
    stream.write(b"\n]\n" if sheet.pieces else b"[]\n")


def _jsonl(database: Database, stream: IO[bytes], sheet: Selection, progress: Progress) -> None:
    """One object a line."""
    for batch in _batches(database, "sql/export/objects.sql", sheet, progress):
        stream.write("".join(f"{row[0]}\n" for row in batch).encode())


def _parquet(database: Database, stream: IO[bytes], sheet: Selection, progress: Progress) -> None:
    sql = render("sql/export/table.sql", {"columns": sheet.columns, "sheet": sheet.whole})
    for block in database.copied(sql, "parquet"):
        stream.write(block)
    progress(sheet.title, sheet.rows, sheet.rows)


_FILES = {"json": _json, "jsonl": _jsonl, "parquet": _parquet}


def _batches(database: Database, template: str, sheet: Selection, progress: Progress) -> Iterator[list[Row]]:
    done = 0
    for piece in sheet.pieces:
        sql = render(template, {"columns": sheet.columns, "sheet": piece})
        for batch in database.batches(sql, piece.bounds):
            yield batch
            done += len(batch)
            progress(sheet.title, done, sheet.rows)


def _log(home: Home, file: Path, manager: str, asked: Request, chosen: Iterable[Selection]) -> None:
    counts = {sheet.title: sheet.rows for sheet in chosen}
    options = {name: getattr(asked, name) for name in ("format", "durations", "private", "mask")}
    with open_raw(home.raw, home.settings.wait) as raw:
        raw.execute(
            "insert into raw.exports by name select current_timestamp::timestamp as exported_at, ? as manager_id, "
            "? as reason, ? as file, ? as filters, ? as sheets, ? as row_counts, ? as options",
            [
                manager,
                asked.reason.strip(),
                file.name,
                json.dumps(asked.filters.said(), ensure_ascii=False),
                ", ".join(counts),
                json.dumps(counts, ensure_ascii=False),
                json.dumps(options),
            ],
        )
