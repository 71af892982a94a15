"""The lineage of a column as a person reads it: the steps to its origins, and what decides it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wh.engine.database import Row
from wh.models.model import model_named
from wh.showing import answers, output
from wh.tracing.graph import Lineage, Origins, Place
from wh.tracing.origins import origin
from wh.tracing.queries import How

SAYS = {
    How.COPIED: "copied",
    How.CHOSEN: "chosen",
    How.COMPUTED: "computed",
    How.AGGREGATED: "aggregated",
    How.CONDITION: "decides which value",
    How.ROWS: "decides which rows",
}


def show_column(found: Lineage, name: str, *, rows: bool) -> None:
    """The steps from a column to where its values come from; what decides which rows there are only where asked."""
    number, key = found.start(name)
    print(f"{_named(found.places[number], key)}: {_doc(found.places[number])}\n")
    answers.table(["made from", "how", "in"], list(_steps(found, number, key)))
    origins = found.origins(number, key)
    print()
    values = [[each.name, SAYS[how], each.found_in] for each, how in origins.items() if how < How.CONDITION]
    answers.table(["comes from", "how", "found in"], values or [["rows that are counted, or a fixed value", "", ""]])
    print(f"\ndecided by: {_listed(origins, How.CONDITION)}")
    if rows:
        print(f"rows are there by: {_listed(origins, How.ROWS)}")
    else:
        print(f"rows are there by: {sum(how is How.ROWS for how in origins.values())} more; --rows names them")


def show_reached(found: Lineage, name: str, *, rows: bool) -> None:
    """The columns that come from a field, a setting or a column; those it only decides rows of only where asked."""
    reached = sorted(found.reached(name).items(), key=lambda item: item[1])
    shown = [[_column(*key), SAYS[how]] for key, how in reached if rows or how < How.ROWS]
    answers.table(["column", "how"], shown)
    if left := len(reached) - len(shown):
        print(f"\nrows only: {output.number(left, 'column')} more; --rows names them")


def column_as_json(found: Lineage, name: str) -> str:
    """Steps and origins of a column as a JSON object."""
    number, key = found.start(name)
    steps = [
        {"column": _named(found.places[at]), "only": found.places[at].only, "made_from": made, "how": how, "in": where}
        for at, made, how, where in _all_steps(found, number, key)
    ]
    origins = [
        {"name": each.name, "how": SAYS[how], "found_in": each.found_in}
        for each, how in found.origins(number, key).items()
    ]
    return json.dumps({"column": _named(found.places[number], key), "origins": origins, "steps": steps}, indent=2)


def reached_as_json(found: Lineage, name: str) -> str:
    """The columns that come from something as a JSON array."""
    reached = sorted(found.reached(name).items(), key=lambda item: item[1])
    return json.dumps([{"column": _column(*key), "how": SAYS[how]} for key, how in reached], indent=2)


def _steps(found: Lineage, number: int, key: str, depth: int = 0, seen: set[int] | None = None) -> Iterator[Row]:
    """A line for each step that gives a value, indented; what was shown already is not gone through again."""
    seen = set() if seen is None else seen
    for link in found.places[number].links:
        if link.how < How.CONDITION:
            place = found.places[link.to]
            again = " (as above)" if link.to in seen and place.links else ""
            name = _named(place, key, link.path) + (f" where {place.only}" if place.only else "")
            yield (f"{'  ' * depth}{name}{again}", SAYS[link.how], f"{link.template}:{link.line}")
            if link.to not in seen:
                seen.add(link.to)
                yield from _steps(found, link.to, key, depth + 1, seen)


def _all_steps(found: Lineage, number: int, key: str) -> Iterator[tuple[int, str, str, str]]:
    """Every step from a column down to its origins, those that only decide included."""
    waiting, seen = [number], {number}
    while waiting:
        at = waiting.pop(0)
        for link in found.places[at].links:
            yield at, _named(found.places[link.to], key, link.path), SAYS[link.how], f"{link.template}:{link.line}"
            if link.to not in seen:
                seen.add(link.to)
                waiting.append(link.to)


def _named(place: Place, key: str = "", path: tuple[str, ...] = ()) -> str:
    if place.is_origin:
        more = (key,) if key and place.column == "profile" else ()
        return origin(place.relation, (place.column, *path, *more)).name
    if key and place.column.endswith("…"):
        return _column(place.relation, place.column).removesuffix("…") + key
    return _column(place.relation, place.column)


def _column(relation: str, column: str) -> str:
    """A column as its contract spells it."""
    names = {each.name.lower(): each.name for each in model_named(relation).contract.columns}
    return f"{relation}.{names.get(column, column)}" if column != "*" else f"rows of {relation}"


def _doc(place: Place) -> str:
    columns: dict[str, Any] = {each.name.lower(): each.doc for each in model_named(place.relation).documented.columns}
    return columns.get(place.column) or "a key of the profiles"


def _listed(origins: Origins, of: How) -> str:
    return ", ".join(each.name for each, how in origins.items() if how is of) or "nothing"
