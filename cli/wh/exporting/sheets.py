"""The ten sheets and the reports: their names, and which rows and columns of the warehouse go into them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wh.asking.request import DURATIONS
from wh.building.freshness import contract_hash
from wh.engine.database import Database
from wh.errors import FaultError, UsageError, nearest
from wh.models.model import Model, all_models, model_named
from wh.models.relations import profile_keys
from wh.rendering.quoting import identifier
from wh.rendering.rendered import Rendered
from wh.rendering.template import render

_OF_CHANNELS = "(channel_id is null or (select is_all or list_contains(ids, channel_id) from chosen_channels))"
PIECE = 64 << 20  # bytes of rows, about, that are sorted at a time
_FORMS = {
    "VARCHAR": "text",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "instant",
    "VARCHAR[]": "list",
    "DATE": "date",
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


def sheets_in_order() -> list[Model]:
    """The models of the sheets, in the order of the workbook."""
    return sorted((each for each in all_models().values() if each.contract.sheet), key=lambda each: each.sheet.place)


def sheets_named(words: Sequence[str]) -> list[Model]:
    """The sheets that `words` name, by key, title or alias; all of them when there are none."""
    every = sheets_in_order()
    names = {name.lower(): each for each in every for name in (each.key, each.sheet.title, *each.sheet.aliases)}
    for word in words:
        if word.lower() not in names:
            raise UsageError(f"no sheet is called {word}", nearest(word, [each.key for each in every]))
    wanted = {names[word.lower()].name for word in words}
    return [each for each in every if not words or each.name in wanted]


def reports_named(words: Sequence[str]) -> list[Model]:
    """The reports that `words` name, each once."""
    every = [name for name, each in all_models().items() if each.layer == "reports" and each.contract.grain]
    for word in words:
        if word not in every:
            raise UsageError(f"no report is called {word}", nearest(word, every))
    return [model_named(name) for name in dict.fromkeys(words)]


def make_reports(database: Database, models: Sequence[Model]) -> None:
    """Makes the reports among them of the chosen chats."""
    for each in models:
        if each.layer == "reports":
            database.execute(
                of_chosen_chats(each).after(f"create or replace temp table {_of_chosen(each)} as (", "\n)")
            )


def of_chosen_chats(report: Model) -> Rendered:
    """The SQL of a report of the chosen chats: of models with rows of chats it reads those of the chosen ones."""

    def ref(name: str) -> str:
        parent = model_named(name)
        if parent.layer == "reports":
            return f"({of_chosen_chats(parent).sql})"
        by = parent.contract.partition
        if by is None or by.by != "chat":
            of_channel = any(column.name == "channel_id" for column in parent.contract.columns)
            return f"(select * from {parent.relation} where {_OF_CHANNELS})" if of_channel else parent.relation
        return f"(select * from {parent.relation} where {identifier(by.column)} in (select id from chosen))"

    return render(report.template, {"ref": ref})


def check_sheets(database: Database, models: Sequence[Model]) -> None:
    """A FaultError unless the warehouse in use was built from these models: it may be of another version of wh."""
    built: dict[str, str] = dict(database.rows("select name, contract_hash from meta.models"))
    if any(built.get(each.name) != contract_hash(each) for each in models):
        raise FaultError("warehouse.duckdb was built by another version of wh", "run `wh build`, then export again")


def sheet_columns(
    database: Database, each: Model, durations: str, options: Collection[str] = frozenset()
) -> list[Column]:
    """The columns of a sheet as the warehouse holds them, those of `options` where they belong.

    `durations` is one of DURATIONS.
    """
    described = database.query("sql/export/columns.sql", {"relation": each.relation.replace('"', "")})
    paths = {column.name for column in each.contract.columns if column.path}
    found = {
        name: Column(name, DURATIONS[durations] if is_duration else "path" if name in paths else _FORMS[type_], doc)
        for name, type_, doc, is_duration, _ in described
    }
    order = [name for name, *_, is_hidden in described if not is_hidden]
    for column in each.contract.columns:
        if column.option in options:
            order.insert(order.index(column.behind) + 1, column.name)
    return [found[name] for name in order]


def typed(database: Database, each: Model, columns: list[Column], rows: str) -> tuple[list[Column], str]:
    """The columns and the rows of a sheet, those of profile keys as numbers and booleans where that is what they are.

    That is: the profile schema says so, and every value among the rows is one. In the views they are texts, whose type
    no value can change.
    """
    if (dynamic := each.contract.dynamic) is None:
        return columns, rows
    keys = profile_keys(database, dynamic.entity)
    types = {dynamic.prefix + key.label: key.type for key in keys if key.type in ("number", "boolean")}
    if not types:
        return columns, rows
    found = database.value(render("sql/export/fitting.sql", {"types": types, "rows": rows}))
    forms = {name: form for name, form in zip(types, found, strict=True) if form}
    columns = [replace(column, form=forms.get(column.name, column.form)) for column in columns]
    return columns, render("sql/export/typed.sql", {"forms": forms, "rows": rows}).sql if forms else rows


def sheet_rows(each: Model, *, private: bool) -> str:
    """The rows of a sheet that go with the chosen chats, as SQL to select from."""
    if each.layer == "reports":
        return _of_chosen(each)
    sheet = each.sheet
    hidden = f" and not {sheet.private}" if sheet.private and not private else ""
    return f"(select * from sheets.{identifier(each.key)} where {sheet.rows}{hidden})"


def _of_chosen(each: Model) -> str:
    return identifier(f"{each.key} of chosen chats")


def select_sheet(database: Database, each: Model, columns: list[Column], rows: str, shown: str) -> Selection:
    """`rows` of a sheet as they are `shown`, in the sheet's order, cut into pieces of about PIECE bytes."""
    order = [identifier(name) for name in each.sheet.order]
    sizes = [f"coalesce(strlen({identifier(column.name)}), 0)" for column in columns if column.form == "text"]
    groups = [f"({' + '.join(group)})" for group in _groups([str(8 * len(columns)), *sizes])]
    size = " + ".join(groups)  # in groups, since the engine limits the depth of an expression
    found = database.query("sql/export/pieces.sql", key=order[0], rows=rows, bytes=size, size=PIECE)
    ends = [None, *(last for last, _ in found[:-1]), None]
    whole = Piece(shown, ", ".join(order), order[0], None, None, sum(count for _, count in found))
    pieces = [
        replace(whole, after=after, last=last, count=count)
        for after, last, (_, count) in zip(ends[:-1], ends[1:], found, strict=bool(found))
    ]
    return Selection(each.key, each.sheet.title, columns, whole, pieces)


def _groups(terms: Sequence[str]) -> list[Sequence[str]]:
    return [terms[start : start + 100] for start in range(0, len(terms), 100)]
