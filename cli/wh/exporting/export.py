"""`wh export`: chosen chats as sheets in a password-protected zip, by an owner, for a reason, written down."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain, count
from pathlib import Path

from wh.asking.filters import Filters, choose_chats, known_filters
from wh.asking.request import Owner, Request, check_request, owner_of
from wh.engine.database import Database
from wh.errors import FaultError, UsageError
from wh.exporting import about, mask
from wh.exporting.about import Facts
from wh.exporting.formats import WRITERS, Progress, write_workbook
from wh.exporting.language import spoken
from wh.exporting.sheets import (
    Selection,
    check_sheets,
    make_reports,
    reports_named,
    select_sheet,
    sheet_columns,
    sheet_rows,
    sheets_named,
    typed,
)
from wh.exporting.summary import summary
from wh.home.home import Home
from wh.home.newfile import new_file
from wh.loading.raw import open_raw
from wh.models.model import Model, model_named
from wh.packing.archive import Archive
from wh.packing.password import check_password


@dataclass(frozen=True)
class Exported:
    """A finished export: its file, its sheets, the period of its chats, and what was masked, in words.

    `left_out` are channels whose chats the owner may not have.
    """

    file: Path
    sheets: list[Selection]
    period: str
    masked: dict[str, str]
    left_out: list[str]


def export_chats(
    home: Home,
    out: Path | None,
    asked: Request,
    *,
    force: bool = False,
    progress: Progress = lambda *_: None,
    ask: Callable[[], str] = str,
) -> Exported:
    """Writes the zip and a line in the export log.

    `out` defaults to a name by local time in the home's exports. Whoever is not an owner gets a FaultError. A request
    without a password gets that of `ask`, when all else was looked at: nobody types one for nothing.
    """
    file = _file(home, out, force=force)
    check_request(asked)
    with Database(home.built(), read_only=True) as database:
        database.in_memory(asked.memory_limit)
        owner = owner_of(database, home, asked.owner)
        models = _models(asked)
        check_sheets(database, [*sheets_named([]), *models, model_named("profile_keys")])
        asked = replace(asked, filters=known_filters(database, asked.filters), password=asked.password or ask())
        check_password(asked.password)
        left_out = _left_out(database, owner, asked.filters)
        choose_chats(database, asked.filters, owner.channels)
        make_reports(database, models)
        period = _period(database, asked.filters)
        masked: dict[str, str] = {}
        if asked.mask:
            mask.prepare(database, home, models)
            masked = mask.told(database, home, models, asked.options)
        chosen = [_selection(database, home, each, asked) for each in models]
        with new_file(file, force=force) as part:
            hide = partial(mask.without_names, database) if asked.mask else str
            facts = about.facts(database, asked, owner.id, hide, masked)
            _write(database, part, file.stem, chosen, asked, facts, hide, progress)
            _log(home, file, owner.id, asked, chosen)
    return Exported(file, chosen, period, masked, left_out)


def _left_out(database: Database, owner: Owner, filters: Filters) -> list[str]:
    """The channels whose chats `owner` may not have; a FaultError where one was asked for by name."""
    if owner.channels is None:
        return []
    if others := [channel for channel in filters.channels if channel not in owner.channels]:
        raise FaultError(
            f"{owner.id} is not an owner of channel {others[0]}", "an owner of one channel exports its chats only"
        )
    known = [str(id_) for (id_,) in database.rows("select id from main.channels order by id")]
    return [] if filters.channels else [id_ for id_ in known if id_ not in owner.channels]


def _models(asked: Request) -> list[Model]:
    """The sheets and reports to export."""
    sheets = [each for each in sheets_named(asked.sheets) if asked.messages or each.key != "messages"]
    if models := sheets + reports_named(asked.reports):
        return models
    raise UsageError("no sheet is left to export", "--no-messages leaves out the only one that was named")


def _file(home: Home, out: Path | None, *, force: bool) -> Path:
    """The zip to write."""
    if not os.access(home.path, os.W_OK):
        raise FaultError(f"{home.path} cannot be written to", "each export is logged there, in raw.duckdb")
    file = out or _free(home.exports / f"chats-{datetime.now():%Y%m%d-%H%M%S}.zip")
    if file.is_dir():
        raise UsageError(f"{file} is a folder", "give the name of a zip in it")
    if file.suffix.lower() != ".zip":
        name = file.with_suffix(".zip") if file.suffix else Path(f"{file}.zip")
        raise UsageError(f"{file} is not the name of a zip", f"call it {name}; the sheets are in it")
    if file.exists() and not force:
        raise UsageError(f"{file} exists already", "give another name, or --force to replace it")
    return file


def _free(file: Path) -> Path:
    """The file, or one with a number where a name is taken: two exports of one second."""
    names = (file.with_stem(f"{file.stem}-{number}") for number in count(2))
    return next(each for each in chain([file], names) if not each.exists())


def _period(database: Database, filters: Filters) -> str:
    """The period of the chats and its zone, in words; "" where all dates are taken."""
    if not filters.period:
        return ""
    zones = sorted({str(zone) for (zone,) in database.rows("select time_zone from main.channels")})
    return f"{filters.period}, {zones[0] if len(zones) == 1 else 'in the zone of each channel'}"


def _selection(database: Database, home: Home, each: Model, asked: Request) -> Selection:
    columns = sheet_columns(database, each, asked.durations, asked.options)
    rows = sheet_rows(each, private=asked.private)
    shown = mask.masked(database, home, each, rows) if asked.mask else rows
    if asked.format != "parquet":  # whose files of several months are read together: their types are to be the same
        columns, shown = typed(database, each, columns, shown)
    return select_sheet(database, each, columns, rows, shown)


def _write(
    database: Database,
    file: Path,
    name: str,
    chosen: Sequence[Selection],
    asked: Request,
    facts: Facts,
    hide: Callable[[str], str],
    progress: Progress,
) -> None:
    """The zip; the workbook in it has its `name`, without what other machines do not take in one."""
    with Archive(file, asked.password) as archive:
        if asked.format in ("xlsx", "both"):
            workbook = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name) + ".xlsx"
            with archive.entry(workbook, packed=True) as stream:
                say = spoken(asked.language)
                first_look = summary(database, say, hide) if asked.summary else None
                write_workbook(database, stream, chosen, facts if asked.about else None, first_look, say, progress)
        if asked.format != "xlsx":
            form = "json" if asked.format == "both" else asked.format
            for sheet in chosen:
                with archive.entry(f"{sheet.key}.{form}", packed=form == "parquet") as stream:
                    WRITERS[form](database, stream, sheet, progress)
        with archive.entry("manifest.json", packed=False) as stream:
            stream.write(about.manifest(facts, chosen, archive.entries))


def _log(home: Home, file: Path, manager: str, asked: Request, chosen: Iterable[Selection]) -> None:
    counts = {sheet.title: sheet.rows for sheet in chosen}
    options = {name: getattr(asked, name) for name in ("format", "durations", "private", "mask")}
    if asked.options:
        options["columns added"] = sorted(asked.options)
    values = {
        "manager_id": manager,
        "reason": asked.reason.strip(),
        "file": file.name,
        "filters": json.dumps(asked.filters.said(), ensure_ascii=False),
        "sheets": ", ".join(counts),
        "row_counts": json.dumps(counts, ensure_ascii=False),
        "options": json.dumps(options),
    }
    with open_raw(home.raw, home.settings.wait) as raw:
        raw.run("sql/export/log.sql", values)
