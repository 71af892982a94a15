"""What BI tools stumble over in published relations, found in their contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from wh.contracts.contract import Column
from wh.contracts.written import promised_at
from wh.engine.database import Database
from wh.errors import FaultError, nearest
from wh.models.model import Model, all_models
from wh.rendering.pointing import INDENT, at

_PERSONAL = ("name", "value", "label", "text", "no")
Said = tuple[str, str]  # a column, what is wrong with it
_TYPES = ("VARCHAR", "BIGINT", "BOOLEAN", "TIMESTAMP", "DATE", "DOUBLE", "VARCHAR[]")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a column of a model, "" for the model itself."""

    model: Model
    column: str
    text: str

    @property
    def told(self) -> str:
        """The fault in words."""
        return f"{self.model.name}{'.' * bool(self.column)}{self.column}: {self.text}"

    @property
    def place(self) -> str:
        """The line of the contract to mend."""
        if not self.column:
            return f"{self.model.template}:1"
        written = self.model.contract.column(self.column).written
        return at(promised_at(self.model.template, "columns", written))


def faults(models: Iterable[Model], reserved: Collection[str]) -> list[Fault]:
    """The faults of the published ones among `models`; `reserved` words (lower case) cannot be names."""
    published = {each.name: each for each in models if each.is_published}
    return [
        Fault(each, column, text)
        for each in published.values()
        for found in (
            _personal(each),
            _undocumented(each),
            _unlabelled(each),
            _types(each),
            _names(each, reserved),
            _pairs(each),
            _lists(each, published),
        )
        for column, text in found
    ]


def refuse(database: Database) -> None:
    """A FaultError that names every fault of the published models; before a build as in a check."""
    reserved = database.rows("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'")
    if found := faults(all_models().values(), {word for (word,) in reserved}):
        raise FaultError(
            INDENT.join(["BI tools cannot read", *(f"{each.place}: {each.told}" for each in found)]),
            "a rule of the house for what is published; correct the contract and its model",
        )


def _personal(model: Model) -> Iterator[Said]:
    for column in model.contract.columns:
        if (
            model.layer in ("sheets", "reports")
            and column.type.startswith("VARCHAR")
            and column.personal not in _PERSONAL
        ):
            yield column.name, f"say in `personal` what a masked export does: one of {', '.join(_PERSONAL)}"


def _undocumented(model: Model) -> Iterator[Said]:
    if not model.doc.strip():
        yield "", "no doc: its SQL begins with a comment that says what a row is, as in -- One row per …"
    yield from ((column.name, "no doc") for column in model.documented.columns if not column.doc.strip())


def _unlabelled(model: Model) -> Iterator[Said]:
    for column in model.documented.columns:
        label = column.label
        if not label or not label.en.strip() or not label.ja.strip():
            yield column.name, 'no label: a name for people, as in label = { en = "Closed", ja = "終了日時" }'


def _types(model: Model) -> Iterator[Said]:
    for column in model.contract.columns:
        if column.type not in _TYPES:
            yield column.name, f"type {column.type}, which not every tool reads; use one of {', '.join(_TYPES)}"


def _names(model: Model, reserved: Collection[str]) -> Iterator[Said]:
    for column in _ours(model):
        if column.name.lower() in {*reserved, "at"}:
            yield column.name, "a word of SQL, which many tools do not quote"


def _pairs(model: Model) -> Iterator[Said]:
    """Instants that lack their UTC or their local column."""
    names = {column.name for column in _ours(model)}
    for name in sorted(names):
        other = name.removesuffix("_local") if name.endswith("_at_local") else f"{name}_local"
        if name.endswith(("_at", "_at_local")) and other not in names:
            yield name, f"no {other} beside it"


def _lists(model: Model, published: dict[str, Model]) -> Iterator[Said]:
    """Lists that a tool without list types could read nowhere else."""
    columns = _columns(model)
    for column in _ours(model):
        if column.type.endswith("[]"):
            text = columns.get(f"{column.name}_text")
            if not text or text.type != "VARCHAR":
                yield column.name, f"no VARCHAR {column.name}_text beside it"
            table, _, name = column.bridge.rpartition(".")
            if table not in published:
                yield column.name, f"no bridge table: {column.bridge or 'bridge is not set'}"
            elif name not in _columns(published[table]):
                yield column.name, f"its bridge {table} has no {name}; {nearest(name, _columns(published[table]))}"


def _ours(model: Model) -> tuple[Column, ...]:
    """The columns whose shape is for us to choose: those of the sheets are the platform's."""
    return () if model.layer == "sheets" else model.contract.columns


def _columns(model: Model) -> dict[str, Column]:
    return {column.name: column for column in model.contract.columns}
