"""Models: selects in models/ that become relations, found by name and put in order, each after its parents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, takewhile

from wh import assets
from wh.contracts.contract import Column, Contract, Sheet
from wh.contracts.written import promised_at, read_contract
from wh.errors import FaultError, UsageError, nearest
from wh.rendering.pointing import INDENT, at_call
from wh.rendering.quoting import identifier
from wh.rendering.rendered import Place
from wh.rendering.template import references

LAYERS = ("staging", "intermediate", "marts", "reports", "sheets")
_SCHEMAS = {
    "staging": "memory.staging",
    "intermediate": "memory.intermediate",
    "marts": "main",
    "reports": "main",
    "sheets": "sheets",
}


@dataclass(frozen=True)
class Model:
    """A select and its contract. The folder says what it becomes: marts are tables, reports and sheets are views."""

    name: str
    layer: str
    template: str
    contract: Contract

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The names of the models that it refers to."""
        return tuple(sorted(self._references))

    @cached_property
    def _references(self) -> dict[str, int]:
        return references(self.template)

    def reference(self, name: str) -> Place:
        """Where it refers to a parent: its template, and the line."""
        return self.template, self._references[name]

    @cached_property
    def doc(self) -> str:
        """What a row of it is: the first sentence of its SQL."""
        text = (assets.root() / self.template).read_text("utf-8")
        head = takewhile(lambda line: line.startswith("--"), text.splitlines())
        said = " ".join(line.removeprefix("--").strip() for line in head)
        return re.split(r"(?<=\.)\s", said, maxsplit=1)[0]

    @cached_property
    def documented(self) -> Contract:
        """Its contract with a doc and a label for each column: its own, or the one that all parents agree on."""
        return replace(self.contract, columns=tuple(map(self._documented, self.contract.columns)))

    def _documented(self, column: Column) -> Column:
        if column.doc and column.label:
            return column
        names = [self.contract.sheet.of] if self.contract.sheet and self.contract.sheet.of else self.parents
        columns = [each for name in names for each in model_named(name).documented.columns]
        same = [each for each in columns if each.name == column.inherits]
        docs, labels = {each.doc for each in same}, {each.label for each in same if each.label}
        if len(docs) > 1 and not column.doc:
            raise FaultError(
                f"{self.template}: {column.name} has no doc, and its parents describe it differently",
                "write one into its contract",
            )
        doc = column.doc or (docs.pop() if docs else "")
        return replace(column, doc=doc, label=column.label or (labels.pop() if len(labels) == 1 else None))

    @property
    def key(self) -> str:
        """Its name in its layer, that of its file."""
        return self.name.rpartition(".")[2]

    @property
    def sheet(self) -> Sheet:
        """How it is exported, as its contract says; a report under its name, in the order of its grain."""
        if self.contract.sheet:
            return self.contract.sheet
        assert self.layer == "reports", f"{self.name} is no sheet and no report"
        title = self.key.replace("_", " ").capitalize()
        return Sheet(place=0, title=title, aliases=(), rows="true", order=self.contract.grain, private="")

    @property
    def relation(self) -> str:
        """The quoted name of its relation; published ones have no catalog in it, so they open under any file name."""
        schema = "kept" if self.is_kept else _SCHEMAS[self.layer]
        return f"{schema}.{identifier(self.key)}"

    @property
    def part(self) -> str:
        """The quoted name of the part of its relation that a build makes again."""
        return f"memory.parts.{identifier(self.name)}"

    @property
    def is_view(self) -> bool:
        """Whether it is stored as a view."""
        return self.layer in ("reports", "sheets")

    @property
    def is_published(self) -> bool:
        """Whether it is for those who open warehouse.duckdb."""
        return self.layer in ("marts", "reports", "sheets")

    @cached_property
    def is_kept(self) -> bool:
        """Whether warehouse.duckdb holds it for the next build only.

        That is so of what is made as a whole, and of what something made as a whole is made from.
        """
        if self.is_published or self.contract.partition is None:
            return not self.is_published
        return any(self.name in each.parents for each in all_models().values() if each.contract.partition is None)

    @property
    def is_stored(self) -> bool:
        """Whether warehouse.duckdb holds it at all."""
        return self.is_published or self.is_kept


@cache
def all_models() -> dict[str, Model]:
    """Every model by name, layer by layer; a sheet's is `sheets.<key>`, as one writes it in SQL.

    A FaultError for a file in no layer, and for a name that two models have.
    """
    folder = assets.root() / "models"
    for path in sorted(folder.rglob("*.sql")):
        if path.parent.parent != folder or path.parent.name not in LAYERS:
            place = path.relative_to(folder.parent).as_posix()
            raise FaultError(f"{place} is in no layer", f"the layers are {', '.join(LAYERS)}: folders in models/")
    found: dict[str, Model] = {}
    for layer in LAYERS:
        for path in sorted((folder / layer).glob("*.sql")):
            name = f"sheets.{path.stem}" if layer == "sheets" else path.stem
            template = f"models/{layer}/{path.name}"
            if name in found:
                raise FaultError(f"{template} has the name of {found[name].template}", "rename one: names are unique")
            found[name] = Model(name, layer, template, read_contract(template))
    places: dict[int, Model] = {}
    for each in found.values():
        if each.contract.sheet and (other := places.setdefault(each.contract.sheet.place, each)) is not each:
            there = promised_at(each.template, "sheet", "place")
            raise FaultError(at_call([there], f"its place is that of {other.template}", "place"), "give it another one")
    marts = {each.name: each.contract for each in found.values() if each.layer == "marts"}
    for each in found.values():
        for column in each.contract.columns:
            if column.references:
                _refuse_unknown(each, column, marts)
    return found


def _refuse_unknown(each: Model, column: Column, marts: Mapping[str, Contract]) -> None:
    """A FaultError where a column refers to a mart, or a column of it, that there is not."""
    parent, _, key = column.references.rpartition(".")
    if parent not in marts:
        what, hint = f"no mart is called {parent}", nearest(parent, marts)
    elif key not in [each.name for each in marts[parent].columns]:
        what, hint = f"{parent} has no column {key}", f"its rows are known by {', '.join(marts[parent].grain)}"
    else:
        return
    place = promised_at(each.template, "columns", column.written)
    raise FaultError(at_call([place], what, column.references), hint)


def model_named(name: str) -> Model:
    """The model of that name."""
    models = all_models()
    if name not in models:
        raise UsageError(f"no model is called {name}", nearest(name, models))
    return models[name]


def build_order(names: Iterable[str]) -> list[Model]:
    """The named models and all they are made from, parents first; a FaultError where they refer in a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    waiting, seen = list(names), set()
    while waiting:
        each = model_named(waiting.pop())
        if each.name not in seen:
            seen.add(each.name)
            for parent in each.parents:
                if parent not in all_models():
                    raise FaultError(
                        at_call([each.reference(parent)], f"no model is called {parent}", parent),
                        nearest(parent, all_models()),
                    )
            sorter.add(each.name, *each.parents)
            waiting.extend(each.parents)
    try:
        return [model_named(name) for name in sorter.static_order()]
    except CycleError as error:
        raise _circle(error.args[1]) from error


def _circle(names: Sequence[str]) -> FaultError:
    """Models that refer to each other, each with the line where it refers to the one before it in `names`."""
    steps = [model_named(name).reference(parent) for parent, name in pairwise(names)]
    lines = [f"{template}:{line} refers to {parent}" for (template, line), parent in zip(steps, names, strict=False)]
    circle = f"models refer to each other in a circle: {' → '.join(names)}"
    message = at_call(steps[:1], circle, names[0])
    return FaultError(INDENT.join([message, *lines]), "one of these must go")
