"""The kinds of entity that raw events hold, as sql/raw/kinds.toml names them, and how they are read."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from wh import assets
from wh.contracts.contract import Partition, partition_of
from wh.contracts.toml_lines import line_of
from wh.errors import FaultError, nearest
from wh.rendering.pointing import at_call
from wh.rendering.quoting import identifier

OBJECT, OBJECTS = "OBJECT", "OBJECTS"  # what holds an object, or a list of them, with fields of their own
MISSPELT = {"channel_id": "channelId", "created_at": "createdAt", "updated_at": "updatedAt"}  # as other loaders write
_TYPES = ("VARCHAR", "VARCHAR[]", "BIGINT", "BOOLEAN", "JSON", "INSTANT", "PROFILE")
_FILE = "sql/raw/kinds.toml"
_NUMBERS = ("BIGINT", "INSTANT", "BOOLEAN")


@dataclass(frozen=True)
class Field:
    """A field of an entity: its name in the JSON; its type: one of SQL, INSTANT, PROFILE, OBJECT or OBJECTS."""

    name: str
    type: str
    fields: tuple[Field, ...] = ()

    @property
    def sql_type(self) -> str:
        """The type of its column."""
        if not self.fields:
            return {"INSTANT": "BIGINT", "PROFILE": "JSON"}.get(self.type, self.type)
        struct = "STRUCT(" + ", ".join(f"{identifier(each.name)} {each.sql_type}" for each in self.fields) + ")"
        return struct + ("[]" if self.type == OBJECTS else "")

    @property
    def leaves(self) -> tuple[Field, ...]:
        """Itself, or the fields in it that hold no others."""
        return tuple(leaf for each in self.fields for leaf in each.leaves) if self.fields else (self,)

    @property
    def items(self) -> str:
        """What its value, an object or a list of them, is read as: a structure for the engine's `from_json`."""
        if self.type == OBJECTS:
            return json.dumps([{each.name: "VARCHAR" if each.type in _NUMBERS else "JSON" for each in self.fields}])
        return json.dumps(self._structure)

    @property
    def is_flat(self) -> bool:
        """Whether none of its fields holds an object."""
        return not any(each.fields for each in self.fields)

    @property
    def read_as(self) -> str:
        """What its value is read as within an entity: as text or as JSON."""
        return "VARCHAR" if self.type in ("VARCHAR", *_NUMBERS) else "JSON"

    @property
    def _structure(self) -> Any:
        return {each.name: each._structure for each in self.fields} if self.type == OBJECT else self.read_as


@dataclass(frozen=True)
class Kind:
    """One kind of entity: where documents hold it, and what is kept of it."""

    name: str
    types: tuple[str, ...]
    single: str
    many: str
    refers: bool
    required: tuple[Field, ...]
    fields: tuple[Field, ...]
    partition: Partition | None

    @property
    def identity(self) -> list[str]:
        """The fields that say which entity it is: in lists, ids are unique within a channel only."""
        of_channel = not self.partition and any(field.name == "channelId" for field in self.fields)
        return [self.required[0].name] + (["channelId"] if of_channel else [])

    @property
    def structure(self) -> str:
        """What an entity is read as: a structure for the engine's `from_json`, with keys that tell of snake_case."""
        return json.dumps({field.name: field.read_as for field in self.fields} | dict.fromkeys(MISSPELT, "VARCHAR"))


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of sql/raw/kinds.toml; a FaultError for a field of no type."""
    text = (assets.root() / _FILE).read_text("utf-8")
    found = tuple(_kind(name, table) for name, table in tomllib.loads(text).items())
    for kind in found:
        for each in kind.fields:
            if wrong := next((leaf for leaf in each.leaves if leaf.type not in _TYPES), None):
                place = (_FILE, line_of(text, (kind.name, "fields", each.name)))
                raise FaultError(
                    at_call([place], f"no field has the type {wrong.type}", wrong.type), nearest(wrong.type, _TYPES)
                )
    return found


def holders() -> list[str]:
    """The top-level keys under which a document may hold entities."""
    return ["entity", "refers", *(key for kind in kinds() for key in (kind.single, kind.many))]


def document_types() -> dict[str, str]:
    """The top-level keys of documents that we know, and the types they are read as."""
    return {"type": "VARCHAR", "event": "VARCHAR"} | dict.fromkeys(holders(), "JSON")


def referred_structure() -> str:
    """What the object under `refers` is read as."""
    return json.dumps({kind.single: "JSON" for kind in kinds() if kind.refers})


def webhook_types() -> list[str]:
    """What the `type` of a webhook body may say, in lower case."""
    return [name for kind in kinds() for name in kind.types]


def _kind(name: str, table: dict[str, Any]) -> Kind:
    fields = _fields(table["fields"])
    return Kind(
        name=name,
        types=tuple(table["types"]),
        single=table["single"],
        many=table["many"],
        refers=table["refers"],
        required=tuple(field for field in fields if field.name in table["required"]),
        fields=fields,
        partition=partition_of(table.get("partition", {})),
    )


def _fields(table: dict[str, Any]) -> tuple[Field, ...]:
    return tuple(_field(name, shape) for name, shape in table.items())


def _field(name: str, shape: Any) -> Field:
    match shape:
        case dict():
            return Field(name, OBJECT, _fields(shape))
        case [dict() as each]:
            return Field(name, OBJECTS, _fields(each))
    return Field(name, shape)
