"""Contracts: what a model promises of its relation (models/**/x.toml).

A column is written `name = "TYPE"`, or as a table where there is more to say. The type INSTANT stands for two columns,
as `instant(…)` does in SQL: in UTC and in the channel's zone. A sheet shows the latter, and hides the UTC one after all
that it shows. A column without a doc has that of its name in a parent; a sheet's is sought by its name in snake_case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """What a person calls a column, in each language that pages have."""

    en: str
    ja: str

    def of(self, en: str, ja: str) -> Label:
        """The same with more behind it."""
        return Label(self.en + en, self.ja + ja)


@dataclass(frozen=True)
class Column:
    """A promised column: its SQL type, what it means, and what is never true of it.

    `doc` is "" where the doc of the column `inherits` in a parent holds, and None so is `label`.
    `severity` is that of `accepted` and `at_least`: "warn" where the platform's data can break them, "error" (which
    stops the publishing) where only a model can.
    `personal` says what a masked export replaces: the whole ("value"; of a "name" the parts count too, where texts are
    searched), what it finds in it ("text"; in a "label", which many share, the same in every row), or nothing ("no").
    `bridge` names the column ("table.column") that holds the items of a list one a row; the items of a `path` lead from
    one to the next. `words` are all that it may say, where an export can be asked for some of them. A hidden column
    with an `option` is exported where that is asked for, `behind` another one. `written` is its name in the contract.
    """

    name: str
    type: str
    doc: str = ""
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
    option: str = ""
    behind: str = ""
    inherits: str = ""
    written: str = ""
    label: Label | None = None


@dataclass(frozen=True)
class Never:
    """A condition that holds for no row."""

    condition: str
    doc: str
    severity: str = "error"


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
    """A column for a profile key: its label, the key, what the profile schema says of its values ("" where nothing).

    Or one that several keys share, as JSON.
    """

    label: str
    keys: tuple[str, ...]
    is_shared: bool = False
    type: str = ""


@dataclass(frozen=True)
class Sheet:
    """How a relation is exported: its place in the workbook, its title, the columns its rows are ordered by, in SQL its
    rows and its private rows, the column that says which chat or customer a row is of, if any, and the parent whose
    docs hold, where the others only name things.
    """

    place: int
    title: str
    aliases: tuple[str, ...]
    rows: str
    order: tuple[str, ...]
    private: str
    subject: str = ""
    of: str = ""


@dataclass(frozen=True)
class Partition:
    """What each row is of, a "chat" or a "user", and the column that says which: a part is made from its own events."""

    by: str
    column: str


@dataclass(frozen=True)
class Contract:
    """Names, order and types of a relation's columns; `grain` names those that identify a row.

    The rest is for builds of what is new. `partition`: the rows of a chat depend on that chat's events, and on
    relations without a partition. `append_only`: a row needs one event only, and stays. `spares_old_chats`: rows that
    are added concern new events only, so what is made from them is not made again for chats that have none.
    """

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
        found = [Column(dynamic.prefix + key.label, dynamic.type, dynamic.doc + _named(key)) for key in keys]
        place = 1 + [column.name for column in self.columns].index(dynamic.after)
        return self.columns[:place] + tuple(found) + self.columns[place:]

    def differences(self, actual: Sequence[tuple[str, str]], keys: Sequence[ProfileKey] = ()) -> list[Difference]:
        """How a relation's names and types, in order, break the promise; empty when kept."""
        promised = {column.name: column for column in self.promised(keys)}
        made = dict(actual)
        missing = [Difference(column, "") for name, column in promised.items() if name not in made]
        extra = [Difference(None, name, type_) for name, type_ in actual if name not in promised]
        others = [
            Difference(promised[name], name, type_)
            for name, type_ in actual
            if name in promised and promised[name].type != type_
        ]
        if missing or extra or others:
            return missing + extra + others
        in_order = zip(promised.values(), actual, strict=True)
        return [Difference(column, name, type_) for column, (name, type_) in in_order if column.name != name][:1]


@dataclass(frozen=True)
class Difference:
    """What a contract promises, None for nothing, and what its model makes in its place: name, "" for nothing, type."""

    promised: Column | None
    name: str
    type: str = ""

    @property
    def told(self) -> str:
        """The difference in words."""
        if not self.promised:
            return f"{self.name} {self.type} is made, and not promised"
        if not self.name:
            return f"{self.promised.name} {self.promised.type} is promised, and not made"
        if self.promised.name != self.name:
            return f"{self.name} is made where {self.promised.name} is promised: the order differs from here on"
        return f"{self.name} is made as {self.type}, and promised as {self.promised.type}"


def _named(key: ProfileKey) -> str:
    return f"{len(key.keys):,} keys that share a column, as JSON" if key.is_shared else key.keys[0]


def partition_of(table: Mapping[str, str]) -> Partition | None:
    """A partition as TOML says it, `{ chat = "chat_id" }`; None of an empty table."""
    return next((Partition(*item) for item in table.items()), None)


def in_snake_case(name: str) -> str:
    """The name in the marts of a sheet's column: `web.lastSeenAt` is web_last_seen_at, `profile.csat` is csat."""
    plain = name.removeprefix("profile.").replace(".", "_")
    return re.sub("(?<=[a-z0-9])[A-Z]", lambda match: "_" + match[0].lower(), plain)
