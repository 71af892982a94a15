"""Contracts: what a model promises of its relation (models/**/x.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.errors import FaultError


@dataclass(frozen=True)
class Column:
    """A promised column: its SQL type, what it means, and what is never true of it.

    `severity` is that of `accepted` and `at_least`: "warn" where the platform's data can break them, "error" (which
    stops the publishing) where only a model can.
    `personal` tells a masked export what of the column is about a person: "value", all of it, or "text", some perhaps.
    `bridge` names the column ("table.column") that holds the items of a list one a row. `path`: its items
    lead from one to the next. `words`: all that it may say, where an export can be asked for some of them.
    """

    name: str
    type: str
    doc: str
    required: bool = False
    accepted: tuple[str, ...] = ()
    references: str = ""
    at_least: int | None = None
    severity: str = "error"
    duration: bool = False
    hidden: bool = False
    personal: str = ""
    bridge: str = ""
    path: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Never:
    """A condition that holds for no row."""

    condition: str
    doc: str
    severity: str


@dataclass(frozen=True)
class Dynamic:
    """Columns known only from the data: one for each profile key of `entity`, after the column named `after`."""

    entity: str
    after: str
    prefix: str
    type: str
    doc: str


@dataclass(frozen=True)
class ProfileKey:
    """A key of a profile and the label of its column."""

    key: str
    label: str


@dataclass(frozen=True)
class Sheet:
    """How a relation is exported: its place in the workbook, its title, the columns its rows are ordered by, in SQL its
    rows and its private rows, and the column that says which chat or customer a row is of, if any.
    """

    place: int
    title: str
    aliases: tuple[str, ...]
    rows: str
    order: tuple[str, ...]
    private: str
    subject: str = ""


@dataclass(frozen=True)
class Partition:
    """What each row is of, a "chat" or a "user", and the column that says which: a part is made from its own events."""

    by: str
    column: str


@dataclass(frozen=True)
class Contract:
    """Names, order and types of a relation's columns; `grain` names those that tell its rows apart.

    The rest is for builds of what is new. `partition`: the rows of a chat depend on that chat's events, and on
    relations without a partition. `append_only`: a row needs one event only, and stays. `spares_old_chats`: rows that
    are added concern new events only, so what is made from them is not made again for chats that have none.
    """

    doc: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    never: tuple[Never, ...]
    dynamic: Dynamic | None
    sheet: Sheet | None
    partition: Partition | None = None
    append_only: bool = False
    spares_old_chats: bool = False

    def column(self, name: str) -> Column:
        """The promised column of that name."""
        return next(column for column in self.columns if column.name == name)

    def promised(self, keys: Sequence[ProfileKey] = ()) -> tuple[Column, ...]:
        """The columns in order, those for profile `keys` put where they belong."""
        if self.dynamic is None:
            return self.columns
        dynamic = self.dynamic
        found = [Column(dynamic.prefix + key.label, dynamic.type, dynamic.doc + key.key) for key in keys]
        place = 1 + [column.name for column in self.columns].index(dynamic.after)
        return self.columns[:place] + tuple(found) + self.columns[place:]

    def differences(self, actual: Sequence[tuple[str, str]], keys: Sequence[ProfileKey] = ()) -> list[str]:
        """How a relation's names and types, in order, break the promise; one line each, empty when kept."""
        promised = [(column.name, column.type) for column in self.promised(keys)]
        missing = [f"- {name} {type_}" for name, type_ in promised if (name, type_) not in actual]
        extra = [f"+ {name} {type_}" for name, type_ in actual if (name, type_) not in promised]
        if missing or extra or list(actual) == promised:
            return missing + extra
        return ["the order of the columns"]


def partition_of(table: Mapping[str, str]) -> Partition | None:
    """A partition as TOML says it, `{ chat = "chat_id" }`; None of an empty table."""
    return next((Partition(*item) for item in table.items()), None)


def read_contract(path: Path) -> Contract:
    """The contract in a TOML file."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return _contract(table)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise FaultError(
            f"{path.name}: no contract: {error}", "each model has a .toml of its name beside it"
        ) from error


def _contract(table: dict[str, Any]) -> Contract:
    return Contract(
        doc=table["doc"],
        grain=tuple(table["grain"]),
        columns=tuple(_column(name, facts) for name, facts in table["columns"].items()),
        never=tuple(
            Never(each["condition"], each["doc"], _severity(each.get("severity", "error")))
            for each in table.get("never", [])
        ),
        dynamic=Dynamic(**table["dynamic"]) if "dynamic" in table else None,
        sheet=Sheet(**_frozen(table["sheet"])) if "sheet" in table else None,
        partition=partition_of(table.get("partition", {})),
        append_only=table.get("append_only", False),
        spares_old_chats=table.get("spares_old_chats", False),
    )


def _column(name: str, facts: dict[str, Any]) -> Column:
    _severity(facts.get("severity", "error"))
    return Column(name, **_frozen(facts))


def _severity(word: str) -> str:
    if word not in ("error", "warn"):
        raise KeyError(f"severity {word!r}")
    return word


def _frozen(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
