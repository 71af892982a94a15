"""Queries as lineage sees them: which columns of its sources each column takes, how, and what decides the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

SETTING = "settings."  # what a setting that stands in the text of a template is read from
Facts = dict[tuple[str, str], frozenset[str]]  # the texts that a condition allows, by source and column


class How(IntEnum):
    """How a value comes to a column, from the plainest; the last two do not give it, they decide which one it is."""

    COPIED = 0
    CHOSEN = 1  # one of several, by `case` or `coalesce`
    COMPUTED = 2
    AGGREGATED = 3  # from several rows
    CONDITION = 4  # it decides which value
    ROWS = 5  # it decides which rows are there


class Use(NamedTuple):
    """A column of a source where an expression takes it: the fields taken of it ("[]" is an item), and its offset in
    the SQL (that of the source where the text does not name it, as with `*`).
    """

    source: str
    column: str
    path: tuple[str, ...]
    how: How
    offset: int


@dataclass
class Output:
    """A column of a query: what it takes, each with the facts that hold there; queries inside; the texts that it can
    only be, None where it can be anything; the source and column that it is a plain copy of; whether it takes values of
    other rows, of which a reader who knows something of its own row knows nothing.
    """

    name: str
    uses: list[tuple[Use, Facts]] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    texts: frozenset[str] | None = None
    copies: tuple[str, str] | None = None
    of_other_rows: bool = False


@dataclass
class Source:
    """What a query reads under one name: a relation by name ("" for a function of the engine), or a query."""

    of: str | Query
    is_optional: bool = False  # left-joined: its rows decide nothing where no value is taken of it
    is_around: bool = False  # of the query around this one
    joined_by: list[Use] = field(default_factory=list)


@dataclass
class Query:
    """A select, or the arms of a union; of an unnested list, the one output has any name."""

    outputs: list[Output] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    conditions: list[Use] = field(default_factory=list)
    within: list[Query] = field(default_factory=list)  # of its conditions, as in `in (select …)`
    arms: list[Query] = field(default_factory=list)
    is_distinct: bool = False

    @property
    def names(self) -> list[str]:
        """The names of its columns, in order; those of a union are those of its first arm."""
        return self.arms[0].names if self.arms else [each.name for each in self.outputs]
