"""Data checks: what contracts say of rows, as selects of the failing rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.contracts.toml_lines import Keys
from wh.contracts.written import promised_at
from wh.engine.database import Database
from wh.models.model import Model
from wh.rendering.pointing import INDENT
from wh.rendering.quoting import identifier
from wh.rendering.rendered import Rendered
from wh.rendering.template import render

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
    return INDENT.join(f"{each.model}: {each.check}: {each.rows} rows" for each in findings)


def checks_of(model: Model, relation: str) -> Iterator[Check]:
    """Every check that a model's contract asks for, of the rows in `relation`."""
    contract = model.contract

    def check(kind: str, subject: str, keys: Keys, severity: str = "error", **context: Any) -> Check:
        sql = render(f"sql/checks/{kind}.sql", {"relation": relation, **context})
        place = promised_at(model.template, *keys)  # a mistake in it is one of the contract
        return Check(model.name, f"{kind}: {subject}", severity, sql.standing_at(place))

    if contract.grain:
        columns = [identifier(name) for name in contract.grain]
        yield check("unique", ", ".join(contract.grain), ("grain",), columns=columns)
    for column in contract.columns:
        name, severity = column.name, column.severity
        keys = ("columns", column.written)
        if column.required:
            yield check("required", name, keys, column=name)
        if column.accepted:
            yield check("accepted", name, keys, severity, column=name, values=column.accepted)
        if column.at_least is not None:
            yield check("at_least", name, keys, severity, column=name, least=column.at_least)
        if column.references:
            parent, _, key = column.references.rpartition(".")
            yield check("references", name, keys, column=name, parent=parent, key=key)
    for number, never in enumerate(contract.never):
        yield check("never", never.doc, ("never", number, "condition"), never.severity, condition=never.condition)


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
