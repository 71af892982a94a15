"""The kinds of entity that raw events hold, as sql/raw/kinds.toml names them, and the types to read them with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from wh import assets
from wh.engine.quoting import identifier
from wh.models.contract import Partition, partition_of

Shape = Any  # an SQL type's name; or a dict of shapes, an object; or a list of one such dict, an array of objects


@dataclass(frozen=True)
class Field:
    """A field of an entity: its name in the JSON, and the shape it is read as."""

    name: str
    shape: Shape

    @property
    def type(self) -> str:
        """The SQL type."""
        return _type(self.shape)


@dataclass(frozen=True)
class Instant:
    """A field that holds an instant: its path in the JSON, and the same path in SQL."""

    name: str
    sql: str


@dataclass(frozen=True)
class Kind:
    """One kind of entity: where documents hold it, and what is kept of it."""

    name: str
    types: tuple[str, ...]
    single: str
    many: str
    refers: bool
    required: tuple[Field, ...]
    instants: tuple[Instant, ...]
    fields: tuple[Field, ...]
    partition: Partition | None

    @property
    def top_level(self) -> list[str]:
        """The top-level keys of a document that may hold entities of this kind."""
        return [self.single, self.many]

    @property
    def shape(self) -> Shape:
        """The shape of one entity."""
        return {field.name: field.shape for field in self.fields}


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of sql/raw/kinds.toml."""
    path = assets.root() / "sql" / "raw" / "kinds.toml"
    return tuple(_kind(name, table) for name, table in tomllib.loads(path.read_text("utf-8")).items())


def document_shape(webhooks: bool = False) -> dict[str, Shape]:
    """Every top-level key that a document may have, with its shape; of webhook bodies only, if so asked."""
    known = kinds()
    body = {
        "type": "VARCHAR",
        "entity": {field.name: field.shape for kind in known for field in kind.fields},
        "refers": {kind.single: kind.shape for kind in known if kind.refers},
    }
    if webhooks:
        return body
    single = {kind.single: kind.shape for kind in known}
    return body | single | {kind.many: [kind.shape] for kind in known}


def document_columns(webhooks: bool = False) -> dict[str, str]:
    """The same keys with their SQL types."""
    return {name: _type(each) for name, each in document_shape(webhooks).items()}


def webhook_types() -> list[str]:
    """What the `type` of a webhook body may say, in lower case."""
    return [name for kind in kinds() for name in kind.types]


def holders(webhooks: bool = False) -> list[str]:
    """SQL expressions, one for each place besides `entity` where a document may hold an entity."""
    found = [f"refers.{identifier(kind.single)}" for kind in kinds() if kind.refers]
    return found if webhooks else found + [identifier(name) for kind in kinds() for name in kind.top_level]


def _kind(name: str, table: dict[str, Any]) -> Kind:
    fields = tuple(Field(key, shape) for key, shape in table["fields"].items())
    return Kind(
        name=name,
        types=tuple(table["types"]),
        single=table["single"],
        many=table["many"],
        refers=table["refers"],
        required=tuple(field for field in fields if field.name in table["required"]),
        instants=tuple(Instant(path, ".".join(map(identifier, path.split(".")))) for path in table["instants"]),
        fields=fields,
        partition=partition_of(table.get("partition", {})),
    )


def _type(shape: Shape) -> str:
    if isinstance(shape, list):
        return _type(shape[0]) + "[]"
    if isinstance(shape, dict):
        return "STRUCT(" + ", ".join(f"{identifier(name)} {_type(each)}" for name, each in shape.items()) + ")"
    return str(shape)
