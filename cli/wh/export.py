"""`wh export`: chosen chats as sheets in a password-protected zip, by an owner, for a reason, written down."""

from __future__ import annotations

import json
import re
import secrets
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from wh import landing, publish, sheets
from wh.archive import Archive
from wh.errors import FaultError, UsageError, nearest
from wh.model import Model
from wh.project import Home
from wh.quoting import identifier
from wh.render import render
from wh.sheets import Column
from wh.warehouse import Database
from wh.xlsx import Workbook

FORMATS = ("xlsx", "json", "both")
STATES = ("opened", "snoozed", "closed", "queued", "initial", "missed")
PRIORITIES = ("low", "medium", "high")
INSTANTS = {
    "createdAt": "created_at_local",
    "firstAskedAt": "first_asked_at_local",
    "firstOpenedAt": "first_opened_at_local",
    "openedAt": "opened_at_local",
    "closedAt": "closed_at_local",
}
_PASSWORD = re.compile(r"[A-Za-z0-9]{10,}")
_WIDTHS = {"instant": 19.0, "clock": 12.0, "list": 24.0, "path": 30.0}
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Filters:
    """Which chats go out: all conditions hold together, an empty one is none. Dates are the channel's local ones."""

    tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    no_tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    mediums: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    by: str = "createdAt"
    start: str | None = None
    until: str | None = None
    most: int | None = None

    def said(self) -> dict[str, object]:
        """The filters in force, for the export log."""
        return {name: value for name, value in asdict(self).items() if value not in ((), None)}


@dataclass(frozen=True)
class Request:
    """What to export, how, for whom and why. The password is kept out of every representation."""

    owner: str
    reason: str
    password: str = field(repr=False)
    filters: Filters = Filters()
    sheets: tuple[str, ...] = ()
    format: str = "xlsx"
    messages: bool = True
    private: bool = False
    durations: str = "clock"


def generated_password() -> str:
    """Sixteen random letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(16))


def export(
    home: Home, out: Path | None, request: Request, *, force: bool = False, progress: Progress = lambda *_: None
) -> tuple[Path, dict[str, int]]:
    """Writes the zip and a line in the export log; returns the file and the rows of each sheet by title.

    `out` defaults to a name by local time in the home's exports. Whoever is no owner gets a FaultError.
    """
    check(request)
    file = out or home.exports / f"chats-{datetime.now():%Y%m%d-%H%M%S}.zip"
    if file.is_dir():
        raise UsageError(f"{file} is a folder", "name the zip in it")
    if file.exists() and not force:
        raise UsageError(f"{file} exists already", "give another name, or --force to replace it")
    with Database(home.built(), read_only=True) as database:
        manager = _owner(database, home, request.owner)
        chosen = [each for each in sheets.named(request.sheets) if request.messages or sheets.key(each) != "messages"]
        if not chosen:
            raise UsageError("no sheet is left to export", "messages need --messages")
        _choose(database, request.filters)
        with publish.new_file(file) as part:
            rows = _write(database, part, chosen, request, progress)
            _log(home, file, manager, request, rows)
    return file, rows


def check(request: Request) -> None:
    """A UsageError unless every word of the request is one that an export knows."""
    if not _PASSWORD.fullmatch(request.password):
        raise UsageError("the password holds only English letters and digits, at least 10", "see --generate-password")
    if not request.reason.strip():
        raise UsageError("an export needs a reason", 'say it with --reason "…"; it goes into the export log')
    _known("--format", request.format, FORMATS)
    _known("--durations", request.durations, sheets.DURATIONS)
    _known("--by", request.filters.by, INSTANTS)
    for state in request.filters.states:
        _known("--state", state, STATES)
    for priority in request.filters.priorities:
        _known("--priority", priority, PRIORITIES)
    start, until = _date(request.filters.start), _date(request.filters.until)
    if start and until and start >= until:
        raise UsageError(f"--from {start:%Y-%m-%d} is not before --to {until:%Y-%m-%d}", "--to is not included")


def _known(option: str, value: str, words: Iterable[str]) -> None:
    if value not in words:
        raise UsageError(f"{option} is not {value}", nearest(value, words))


def _date(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError as error:
        raise UsageError(f"{value} is no date", "dates are written 2025-05-01, or 2025-05-01T18:00") from error


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
    by = INSTANTS[str(values.pop("by"))]
    values["most"] = filters.most if filters.most is not None else 1 << 62
    database.run("sql/xlsx/chosen.sql", values, by=by)


def _write(
    database: Database, file: Path, chosen: Iterable[Model], request: Request, progress: Progress
) -> dict[str, int]:
    rows: dict[str, int] = {}
    with Archive(file, request.password) as archive:
        if request.format in ("xlsx", "both"):
            with archive.entry("export.xlsx", packed=True) as stream:
                workbook = Workbook(stream)
                for each in chosen:
                    rows[sheets.facts(each).title] = _sheet(database, workbook, each, request, progress)
                workbook.close()
        if request.format in ("json", "both"):
            for each in chosen:
                with archive.entry(f"{sheets.key(each)}.json", packed=False) as stream:
                    count = 0
                    for count, text in enumerate(_objects(database, each, request), 1):
                        stream.write(b"[\n" if count == 1 else b",\n")
                        stream.write(text.encode())
                    stream.write(b"\n]\n" if count else b"[]\n")
                rows[sheets.facts(each).title] = count
    return rows


def _sheet(database: Database, workbook: Workbook, each: Model, request: Request, progress: Progress) -> int:
    columns = sheets.columns(database, each, request.durations)
    relation = sheets.rows(each, private=request.private)
    sql = render("sql/xlsx/rows.sql", {"columns": columns, "rows": relation})
    title = sheets.facts(each).title

    def batches() -> Iterator[list[bytes]]:
        done = 0
        for batch in database.batches(sql):
            done += len(batch)
            progress(title, done, None)
            yield [row[0] for row in batch]

    widths = _widths(database, columns, relation)
    return workbook.sheet(title, [(column.name, widths[column.name]) for column in columns], batches())


def _widths(database: Database, columns: Iterable[Column], relation: str) -> Mapping[str, float]:
    """A width for each column from its name and its longest text among the first rows, bounded."""
    columns = list(columns)
    longest = ", ".join(
        f"max(length({identifier(column.name)}))" if column.form == "text" else "0" for column in columns
    )
    lengths = database.row(f"select {longest} from (select * from {relation} limit 1000)")
    return {
        column.name: min(
            60.0, max(9.0, len(column.name) * 1.1 + 3, _WIDTHS.get(column.form, 0), (length or 0) * 1.1 + 1)
        )
        for column, length in zip(columns, lengths, strict=True)
    }


def _objects(database: Database, each: Model, request: Request) -> Iterator[str]:
    columns = sheets.columns(database, each, "ms")
    relation = sheets.rows(each, private=request.private)
    for batch in database.batches(render("sql/xlsx/objects.sql", {"columns": columns, "rows": relation})):
        yield from (row[0] for row in batch)


def _log(home: Home, file: Path, manager: str, request: Request, rows: Mapping[str, int]) -> None:
    with landing.open_raw(home.raw) as raw:
        raw.execute(
            "insert into raw.exports values (current_timestamp::timestamp, ?, ?, ?, ?, ?, ?)",
            [
                manager,
                request.reason.strip(),
                file.name,
                json.dumps(request.filters.said(), ensure_ascii=False),
                ", ".join(rows),
                json.dumps(rows, ensure_ascii=False),
            ],
        )
