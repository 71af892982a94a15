"""Taking a field away from all raw events, and telling which columns of the warehouse that changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wh.contracts.kinds import OBJECTS, Field, kinds
from wh.engine.database import Database
from wh.home.settings import Settings
from wh.models.model import Model, all_models
from wh.models.relations import make_relations
from wh.rendering.quoting import identifier, literal

Row = dict[str, object]
Cells = dict[tuple[object, ...], Row]  # rows by grain
PUBLISHED = [each for each in all_models().values() if each.is_published]


def fields() -> Iterator[tuple[str, str]]:
    """Every field that loads keep, as a kind and a path in it."""
    for kind in kinds():
        yield from ((kind.name, path) for path in paths(kind.fields))


def paths(of: tuple[Field, ...]) -> Iterator[str]:
    for each in of:
        yield from (f"{each.name}.{inner}" for inner in paths(each.fields)) if each.fields else (each.name,)


def without(of: Field, value: str, path: list[str]) -> str:
    """SQL for the `value` of a field with what `path` leads to taken away."""
    if not path:
        return "NULL"
    item = "item" if of.type == OBJECTS else value
    parts = {each.name: f"({item})[{literal(each.name)}]" for each in of.fields}
    inner = next(each for each in of.fields if each.name == path[0])
    parts[inner.name] = without(inner, parts[inner.name], path[1:])
    made = f"struct_pack({', '.join(f'{identifier(name)} := {part}' for name, part in parts.items())})"
    whole = f"[{made} for item in {value}]" if of.type == OBJECTS else made
    return f"case when {value} is not null then {whole} end"


@contextmanager
def ablated(raw: Path, settings: Settings, kind: str = "", path: str = "") -> Iterator[Database]:
    """The warehouse of `raw`, with a field of all entities of a kind taken away where one is named."""
    copy = raw.with_name("ablated.duckdb")
    shutil.copyfile(raw, copy)
    with Database() as database:
        database.attach(copy, "raw", read_only=False)
        if path:
            first, *rest = path.split(".")
            field = next(each for of in kinds() if of.name == kind for each in of.fields if each.name == first)
            column = identifier(first)
            database.execute(f"update raw.{identifier(kind)} set {column} = {without(field, column, rest)}")
        database.execute("attach ':memory:' as warehouse")
        make_relations(database, settings, all_models())
        yield database


def cells(database: Database, model: Model) -> Cells:
    names, rows = database.table(f"select * from {model.relation}")
    found = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
    return {tuple(row[name] for name in model.contract.grain): row for row in found}


def columns(*found: Cells) -> set[str]:
    """The names of the columns of rows."""
    return {name for rows in found for row in rows.values() for name in row}


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def changed(before: Cells, after: Cells) -> set[str]:
    """The columns whose values differ; all of them where rows came or went."""
    if before.keys() != after.keys():
        return columns(before, after)
    return {name for key, row in before.items() for name in row if row[name] != after[key].get(name)}
