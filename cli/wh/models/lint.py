"""What BI tools stumble over in published relations, found in their contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from wh.engine.database import Database
from wh.errors import FaultError
from wh.models.contract import Column
from wh.models.model import Model, all_models

_PERSONAL = ("name", "value", "label", "text", "no")
_TYPES = ("VARCHAR", "BIGINT", "BOOLEAN", "TIMESTAMP", "DATE", "DOUBLE", "VARCHAR[]")


def faults(models: Iterable[Model], reserved: Collection[str]) -> list[str]:
    """One line per fault of the published ones among `models`; `reserved` words (lower case) cannot be names."""
    published = {each.name: each for each in models if each.is_published}
    return [
        f"{each.name}{fault}"
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
        for fault in found
    ]


def refuse(database: Database) -> None:
    """A FaultError that names every fault of the published models; before a build as in a check."""
    reserved = database.rows("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'")
    if found := faults(all_models().values(), {word for (word,) in reserved}):
        raise FaultError(
            "BI tools cannot read\n      " + "\n      ".join(found),
            "a rule of the house for what is published; correct the contract and its model",
        )


def _personal(model: Model) -> Iterator[str]:
    for column in model.contract.columns:
        if (
            model.layer in ("sheets", "reports")
            and column.type.startswith("VARCHAR")
            and column.personal not in _PERSONAL
        ):
            yield f".{column.name}: say in `personal` what a masked export does: one of {', '.join(_PERSONAL)}"


def _undocumented(model: Model) -> Iterator[str]:
    if not model.doc.strip():
        yield ": no doc"
    yield from (f".{column.name}: no doc" for column in model.documented.columns if not column.doc.strip())


def _unlabelled(model: Model) -> Iterator[str]:
    for column in model.documented.columns:
        label = column.label
        if not label or not label.en.strip() or not label.ja.strip():
            yield f'.{column.name}: no label: a name for people, as in label = {{ en = "Closed", ja = "終了日時" }}'


def _types(model: Model) -> Iterator[str]:
    for column in model.contract.columns:
        if column.type not in _TYPES:
            yield f".{column.name}: type {column.type}, which not every tool reads; use one of {', '.join(_TYPES)}"


def _names(model: Model, reserved: Collection[str]) -> Iterator[str]:
    for column in _ours(model):
        if column.name.lower() in {*reserved, "at"}:
            yield f".{column.name}: a word of SQL, which many tools do not quote"


def _pairs(model: Model) -> Iterator[str]:
    """Instants that lack their UTC or their local column."""
    names = {column.name for column in _ours(model)}
    for name in sorted(names):
        other = name.removesuffix("_local") if name.endswith("_at_local") else f"{name}_local"
        if name.endswith(("_at", "_at_local")) and other not in names:
            yield f".{name}: no {other} beside it"


def _lists(model: Model, published: dict[str, Model]) -> Iterator[str]:
    """Lists that a tool without list types could read nowhere else."""
    columns = _columns(model)
    for column in _ours(model):
        if column.type.endswith("[]"):
            text = columns.get(f"{column.name}_text")
            if not text or text.type != "VARCHAR":
                yield f".{column.name}: no VARCHAR {column.name}_text beside it"
            table, _, name = column.bridge.rpartition(".")
            if table not in published or name not in _columns(published[table]):
                yield f".{column.name}: no bridge table: {column.bridge or 'bridge is not set'}"


def _ours(model: Model) -> tuple[Column, ...]:
    """The columns whose shape is for us to choose: those of the sheets are the platform's."""
    return () if model.layer == "sheets" else model.contract.columns


def _columns(model: Model) -> dict[str, Column]:
    return {column.name: column for column in model.contract.columns}
