"""Data checks: what contracts say of rows, as selects of the failing rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.engine.database import Database
from wh.engine.quoting import identifier
from wh.engine.template import Rendered, render
from wh.models.model import Model

SHOWN = 20  # failing rows that are kept to be looked at


@dataclass(frozen=True)
class Check:
    """One promise about the rows of a model, as a query for those that break it."""

    model: str
    name: str
    severity: str
    sql: Rendered


@dataclass(frozen=True)
class Finding:
    """What one check found: how many rows fail it, and some of them, each as a JSON object."""

    model: str
    check: str
    severity: str
    rows: int
    examples: tuple[str, ...]


def listed(findings: Sequence[Finding]) -> str:
    """Findings as the lines below an error."""
    return "\n      ".join(f"{each.model}: {each.check}: {each.rows} rows" for each in findings)


def checks_of(model: Model, relation: str) -> Iterator[Check]:
    """Every check that a model's contract asks for, of the rows in `relation`."""
    contract = model.contract
    if contract.grain:
        yield _check(
            model, relation, "unique", ", ".join(contract.grain), columns=[identifier(name) for name in contract.grain]
        )
    for column in contract.columns:
        if column.required:
            yield _check(model, relation, "required", column.name, column=column.name)
        if column.accepted:
            yield _check(
                model, relation, "accepted", column.name, column.severity, column=column.name, values=column.accepted
            )
        if column.at_least is not None:
            yield _check(
                model, relation, "at_least", column.name, column.severity, column=column.name, least=column.at_least
            )
        if column.references:
            parent, _, key = column.references.rpartition(".")
            yield _check(model, relation, "references", column.name, column=column.name, parent=parent, key=key)
    for never in contract.never:
        yield _check(model, relation, "never", never.doc, never.severity, condition=never.condition)


def _check(model: Model, relation: str, kind: str, subject: str, severity: str = "error", **context: Any) -> Check:
    sql = render(f"sql/checks/{kind}.sql", {"relation": relation, **context})
    return Check(model.name, f"{kind}: {subject}", severity, sql)


def recorded_findings(database: Database, models: Sequence[str] = ()) -> list[Finding]:
    """What the checks of the named models (all by default) found when the warehouse in use was built."""
    rows = database.query("sql/build/findings.sql", {"models": list(models)})
    return [Finding(model, name, severity, count, tuple(some)) for model, name, severity, count, some in rows]


def run_checks(database: Database, relations: Mapping[Model, str]) -> list[Finding]:
    """Runs the checks of models on their relations in `database`; returns those that found failing rows."""
    found = []
    for each in (check for model, name in relations.items() for check in checks_of(model, name)):
        rows = int(database.value(each.sql.after("select count(*) from (", "\n)")))
        if rows:
            some = database.rows(each.sql.after("select to_json(offending) from (", f"\n) as offending limit {SHOWN}"))
            found.append(Finding(each.model, each.name, each.severity, rows, tuple(row[0] for row in some)))
    return found
