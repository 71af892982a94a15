"""The ten sheets: their names, and which rows and columns of the warehouse go into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wh.engine.database import Database
from wh.engine.quoting import identifier
from wh.errors import UsageError, nearest
from wh.models.contract import Sheet
from wh.models.model import Model, all_models

DURATIONS = {"clock": "clock", "seconds": "seconds", "ms": "integer", "text": "words"}
PIECE = 64 << 20  # bytes of rows, about, that are sorted at a time
_FORMS = {
    "VARCHAR": "text",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "instant",
    "VARCHAR[]": "list",
}


@dataclass(frozen=True)
class Column:
    """A column as it is exported: `form` names the macro that writes its cells."""

    name: str
    form: str
    doc: str


@dataclass(frozen=True)
class Piece:
    """Some rows of a sheet: those whose `key`, the first column of its order, is after `after` and up to `last`."""

    rows: str
    order: str
    key: str
    after: Any
    last: Any
    count: int

    @property
    def bounds(self) -> dict[str, Any]:
        """The parameters of the SQL that selects the piece (sql/export/piece.sql)."""
        return {name: value for name, value in (("after", self.after), ("last", self.last)) if value is not None}


@dataclass
class Selection:
    """What an export takes of a sheet, whole and in pieces, and how many cells lost something in a workbook."""

    key: str
    title: str
    columns: list[Column]
    whole: Piece
    pieces: list[Piece]
    cells_cut: int = 0
    cells_cleaned: int = 0

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.whole.count


def in_order() -> list[Model]:
    """The models of the sheets, in the order of the workbook."""
    return sorted((each for each in all_models().values() if each.contract.sheet), key=lambda each: facts(each).place)


def facts(each: Model) -> Sheet:
    """Title, place and rows of a sheet."""
    assert each.contract.sheet, f"{each.name} is no sheet"
    return each.contract.sheet


def key(each: Model) -> str:
    """The short name of a sheet, that of its file."""
    return each.name.removeprefix("sheets.")


def named(words: Sequence[str]) -> list[Model]:
    """The sheets that `words` name, by key, title or alias; all of them when there are none."""
    names = {name.lower(): each for each in in_order() for name in (key(each), facts(each).title, *facts(each).aliases)}
    for word in words:
        if word.lower() not in names:
            raise UsageError(f"no sheet is called {word}", nearest(word, [key(each) for each in in_order()]))
    wanted = {names[word.lower()].name for word in words}
    return [each for each in in_order() if not words or each.name in wanted]


def columns(database: Database, each: Model, durations: str) -> list[Column]:
    """The columns of a sheet as the warehouse holds them; `durations` is one of DURATIONS."""
    sql = """
        select name, type, doc, is_duration from meta.columns
        where relation = ? and not is_hidden order by position
    """
    return [
        Column(name, DURATIONS[durations] if is_duration else _form(name, type_), doc)
        for name, type_, doc, is_duration in database.rows(sql, [each.name])
    ]


def _form(name: str, type_: str) -> str:
    return "path" if name == "sectionPath" else _FORMS[type_]


def rows(each: Model, *, private: bool) -> str:
    """The rows of a sheet that go with the chosen chats, as SQL to select from."""
    sheet = facts(each)
    hidden = f" and not {sheet.private}" if sheet.private and not private else ""
    return f"(select * from sheets.{identifier(key(each))} where {sheet.rows}{hidden})"


def select(database: Database, each: Model, columns: list[Column], rows: str, hide: Callable[[str], str]) -> Selection:
    """`rows` of a sheet as `hide` shows them, in the sheet's order, cut into pieces of about PIECE bytes."""
    order = [identifier(name) for name in facts(each).order]
    sizes = [f"coalesce(strlen({identifier(column.name)}), 0)" for column in columns if column.form == "text"]
    size = " + ".join([str(8 * len(columns)), *sizes])
    found = database.query("sql/export/pieces.sql", key=order[0], rows=rows, bytes=size, size=PIECE)
    ends = [None, *(last for last, _ in found[:-1]), None]
    whole = Piece(hide(rows), ", ".join(order), order[0], None, None, sum(count for _, count in found))
    pieces = [
        replace(whole, after=after, last=last, count=count)
        for after, last, (_, count) in zip(ends[:-1], ends[1:], found, strict=bool(found))
    ]
    return Selection(key(each), facts(each).title, columns, whole, pieces)
