"""Models held to what is proven on Spark, and their SQL for it: without Spark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wh.engine.database import Row
from wh.errors import FaultError, UsageError
from wh.home.home import Home
from wh.home.settings import Settings
from wh.loading.raw import scratch
from wh.models.checks import checks_of
from wh.models.model import Model, all_models, model_named
from wh.models.relations import make_relations, model_sql, promised_columns
from wh.rendering.pointing import INDENT
from wh.translating.constructs import portable_faults
from wh.translating.dialect import translated

_KEYS = [("key", ["key"], False, ""), ("(others)", ["another", "third"], True, "")]  # of both sorts


class _Keys:
    """An engine that knows a profile key of each sort, so that the columns for them are looked at."""

    def query(self, template: str, /, parameters: list[Any], **context: Any) -> list[Row]:  # noqa: ARG002
        """Those keys."""
        return list(_KEYS)


def unportable(settings: Settings, models: Sequence[Model] = ()) -> Iterator[tuple[str, str]]:
    """What in models (all by default) and their checks is not proven on Spark: where and what, the spelling to use."""
    told = set()
    for each in models or all_models().values():
        for sql in (model_sql(_Keys(), each, settings), *(check.sql for check in checks_of(each, each.relation))):
            for name, line, fault, hint in portable_faults(sql):
                if (name, line, fault) not in told:
                    told.add((name, line, fault))
                    of = f" (a check of {each.name})" if name.startswith("sql/checks") else ""
                    yield f"{name}:{line}: {fault}{of}", hint


def refuse_unproven(settings: Settings, models: Sequence[Model] = ()) -> None:
    """A FaultError that names what in models (all by default) is not proven on Spark: it could mean something else."""
    if found := list(unportable(settings, models)):
        lines = (f"{fault}{INDENT}  {hint}" for fault, hint in found)
        raise FaultError(INDENT.join(["not proven to mean the same on Spark", *lines]), "docs/scale.md")


def compiled(home: Home, name: str, dialect: str) -> str:
    """The SQL of a model as Spark runs it, with the profile keys that the home's events have."""
    if dialect != "spark":
        raise UsageError(f"{dialect} is no dialect that is offered", "known: spark; parsing proves nothing of another")
    each = model_named(name)
    refuse_unproven(home.settings, [each])
    with scratch(home) as database:
        if each.contract.dynamic:
            make_relations(database, home.settings, ["profile_keys"])
        columns = [(column.name, column.type) for column in promised_columns(database, each)]
        return translated(model_sql(database, each, home.settings), columns)
