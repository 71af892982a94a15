"""The graph of lineage: columns of relations, and the steps from each to what its values come from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from wh.contracts.contract import ProfileKey
from wh.errors import UsageError, nearest
from wh.models.model import all_models
from wh.tracing.origins import RAW, SETTINGS, Origin, all_fields, origin, within
from wh.tracing.queries import How
from wh.tracing.steps import ROWS

ANY_KEY = ProfileKey("…", ("…",))  # stands for every profile key: the lineage of all is the same


@dataclass(frozen=True)
class Link:
    """A step from a place in the graph to another one: how, the fields taken, and the template's line."""

    to: int
    how: How
    path: tuple[str, ...]
    template: str
    line: int


@dataclass(frozen=True)
class Place:
    """A column of a relation, or its rows (column "*"), for readers who know which rows they mean: `only` says that."""

    relation: str
    column: str
    only: str = ""
    links: tuple[Link, ...] = ()

    @property
    def is_origin(self) -> bool:
        """Whether values come from here, and from nowhere before."""
        return self.relation.startswith((RAW, SETTINGS))


Origins = dict[Origin, How]  # the plainest way in which values come from each


@dataclass
class Lineage:
    """Places by number, each with its links."""

    places: list[Place]
    _origins: dict[int, dict[tuple[str, tuple[str, ...]], How]] = field(default_factory=dict)

    @cached_property
    def starts(self) -> dict[tuple[str, str], int]:
        """The number of each column of each model."""
        found = {(each.relation, each.column): number for number, each in enumerate(self.places) if not each.only}
        return {key: number for key, number in found.items() if key[1] != ROWS and not self.places[number].is_origin}

    def start(self, name: str) -> tuple[int, str]:
        """The place that a person means by RELATION.COLUMN, and the profile key in it, if any."""
        for relation, column in _readings(name):
            model = all_models().get(relation)
            dynamic = model.contract.dynamic if model else None
            if dynamic and column.startswith(dynamic.prefix) and (relation, column.lower()) not in self.starts:
                key = column.removeprefix(dynamic.prefix)
                return self.starts[relation, (dynamic.prefix + ANY_KEY.label).lower()], key
            if (number := self.starts.get((relation, column.lower()))) is not None:
                return number, ""
        known = [f"{relation}.{column}" for relation, column in self.starts]
        raise UsageError(f"no sheet or table has a column {name}", nearest(name, known) or "`wh list` names them")

    def origins(self, number: int, key: str = "") -> Origins:
        """Where the values of a column come from, and what decides them; those of a profile key, where one is given."""
        found: Origins = {}
        for (relation, path), how in self._leaves(number).items():
            more = (key,) if key and path == ("profile",) else ()
            each = origin(relation, path + more)
            found[each] = min(how, found.get(each, how))
        return dict(sorted(found.items(), key=lambda item: (item[1], item[0].name)))

    def reached(self, name: str) -> dict[tuple[str, str], How]:
        """The columns of models that come from a field, a setting or another column, or are decided by it, and how."""
        with suppress(UsageError):
            number, _ = self.start(name)
            return self._reached_from(self.places[number])
        found = {column: self._nearest(self.origins(number), name) for column, number in self.starts.items()}
        if not (reached := {column: how for column, how in found.items() if how is not None}):
            names = [each.name for each in all_fields()]
            raise UsageError(f"nothing comes from {name}", nearest(name, names) or "write it like userChat.tags[]")
        return reached

    def _nearest(self, origins: Origins, name: str) -> How | None:
        """How values come from the origin of that name, or from what is in it."""
        return min((how for each, how in origins.items() if within(each.name, name)), default=None)

    def _reached_from(self, place: Place) -> dict[tuple[str, str], How]:
        known: dict[int, How | None] = {}

        def way(number: int) -> How | None:
            if number not in known:
                here = self.places[number]
                known[number] = None
                if (here.relation, here.column) == (place.relation, place.column):
                    known[number] = How.COPIED
                else:
                    ways = ((link.how, way(link.to)) for link in here.links)
                    known[number] = min((max(how, rest) for how, rest in ways if rest is not None), default=None)
            return known[number]

        found = {column: way(number) for column, number in self.starts.items()}
        return {key: how for key, how in found.items() if how is not None and key != (place.relation, place.column)}

    def _leaves(self, number: int) -> dict[tuple[str, tuple[str, ...]], How]:
        if number not in self._origins:
            place = self.places[number]
            if place.is_origin:
                return {(place.relation, (place.column,)): How.COPIED}
            found = self._origins[number] = {}
            for link in place.links:
                for (relation, path), how in self._leaves(link.to).items():
                    worst = max(how, link.how)
                    leaf = (relation, path if worst is How.ROWS and how is How.ROWS else path + link.path)
                    found[leaf] = min(worst, found.get(leaf, worst))
        return self._origins[number]


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """What RELATION.COLUMN can mean: both may have dots, and a sheet's name may go without its schema."""
    parts = name.split(".")
    for size in range(1, len(parts)):
        relation, column = ".".join(parts[:size]), ".".join(parts[size:])
        yield from ((relation, column), (f"sheets.{relation}", column))
