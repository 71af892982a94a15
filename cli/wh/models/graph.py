"""The order in which models are built: each after those it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from graphlib import CycleError, TopologicalSorter

from wh.engine.template import references
from wh.errors import FaultError
from wh.models import model
from wh.models.model import Model


@cache
def parents(name: str) -> tuple[str, ...]:
    """The models that a model refers to."""
    return tuple(sorted(references(model.named(name).template)))


def order(names: Iterable[str]) -> list[Model]:
    """The named models and all they are made from, parents first."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            sorter.add(name, *parents(name))
            waiting.extend(parents(name))
    try:
        return [model.named(name) for name in sorter.static_order()]
    except CycleError as error:
        raise FaultError("models refer to each other in a circle: " + " → ".join(error.args[1])) from error
