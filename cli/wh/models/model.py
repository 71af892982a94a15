"""Models: selects in models/ that become relations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from wh import assets
from wh.engine.quoting import identifier
from wh.errors import UsageError, nearest
from wh.models import contract
from wh.models.contract import Contract

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

    @property
    def relation(self) -> str:
        """The quoted name of its relation; published ones have no catalog in it, so they open under any file name."""
        schema = "kept" if self.is_kept else _SCHEMAS[self.layer]
        return f"{schema}.{identifier(self.name.rpartition('.')[2])}"

    @property
    def part(self) -> str:
        """The quoted name of the part of its relation that a build makes anew."""
        return f"memory.parts.{identifier(self.name)}"

    @property
    def is_view(self) -> bool:
        """Whether it is stored as a view."""
        return self.layer in ("reports", "sheets")

    @property
    def is_published(self) -> bool:
        """Whether it is for those who open warehouse.duckdb."""
        return self.layer in ("marts", "reports", "sheets")

    @property
    def is_kept(self) -> bool:
        """Whether warehouse.duckdb holds it for the next build only."""
        return not self.is_published and (self.contract.kept or self.contract.partition is None)

    @property
    def is_stored(self) -> bool:
        """Whether warehouse.duckdb holds it at all."""
        return self.is_published or self.is_kept


@cache
def all_models() -> dict[str, Model]:
    """Every model by name, layer by layer; a sheet's is `sheets.<key>`, as one writes it in SQL."""
    found: dict[str, Model] = {}
    for layer in LAYERS:
        for path in sorted((assets.root() / "models" / layer).glob("*.sql")):
            name = f"sheets.{path.stem}" if layer == "sheets" else path.stem
            template = f"models/{layer}/{path.name}"
            found[name] = Model(name, layer, template, contract.read(path.with_suffix(".toml")))
    return found


def named(name: str) -> Model:
    """The model of that name."""
    models = all_models()
    if name not in models:
        raise UsageError(f"no model is called {name}", nearest(name, models))
    return models[name]
