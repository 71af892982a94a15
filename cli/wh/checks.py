"""Data checks: what contracts say of rows, as selects of the rows that offend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wh.model import Model
from wh.quoting import identifier
from wh.render import Rendered, render
from wh.warehouse import Database

SHOWN = 20  # offending rows that are kept to be looked at


@dataclass(frozen=True)
class Check:
    """One promise about the rows of a model, as a query for those that break it."""

    model: str
    name: str
    severity: str
    sql: Rendered


@dataclass(frozen=True)
class Finding:
    """What one check found: how many rows offend, and some of them, each as a JSON object."""

    model: str
    check: str
    severity: str
    rows: int
    examples: tuple[str, ...]


def checks(model: Model) -> Iterator[Check]:
    """Every check that a model's contract asks for."""
    contract = model.contract
    if contract.grain:
        yield _check(model, "unique", ", ".join(contract.grain), columns=[identifier(name) for name in contract.grain])
    for column in contract.columns:
        if column.required:
            yield _check(model, "required", column.name, column=column.name)
        if column.accepted:
            yield _check(model, "accepted", column.name, column.severity, column=column.name, values=column.accepted)
        if column.at_least is not None:
            yield _check(model, "at_least", column.name, column.severity, column=column.name, least=column.at_least)
        if column.references:
            parent, _, key = column.references.rpartition(".")
            yield _check(model, "references", column.name, column=column.name, parent=parent, key=key)
    for never in contract.never:
        yield _check(model, "never", never.doc, never.severity, condition=never.condition)


def _check(model: Model, kind: str, subject: str, severity: str = "error", **context: Any) -> Check:
    sql = render(f"sql/checks/{kind}.sql", {"relation": model.relation, **context})
    return Check(model.name, f"{kind}: {subject}", severity, sql)


def run(database: Database, models: Iterable[Model]) -> list[Finding]:
    """Runs the checks of `models` on the relations in `database`; returns those that rows offend."""
    found = []
    for each in (check for model in models if not model.is_view for check in checks(model)):
        rows = int(database.value(each.sql.after("select count(*) from (", "\n)")))
        if rows:
            some = database.rows(each.sql.after("select to_json(offending) from (", f"\n) as offending limit {SHOWN}"))
            found.append(Finding(each.model, each.name, each.severity, rows, tuple(row[0] for row in some)))
    return found
