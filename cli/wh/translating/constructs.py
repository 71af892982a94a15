"""The allow-list: what models and checks may be written with, so that Spark gives the same rows.

A construct is a kind of node of the tree with what its meaning hangs on: `DateDiff day`, `Join left`, `nfc_normalize`.
Those are proven that occur in a probe: sql/spark/probes.sql, which tests run on both engines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache

from sqlglot import exp
from sqlglot.expressions import Expr

from wh import assets
from wh.rendering.rendered import Rendered
from wh.translating.dialect import offset, parsed, spark_sql
from wh.translating.refusal import RefusalError

SHOWN = 60  # characters of what is not proven
_FACTS: dict[type[Expr], tuple[str, ...]] = {  # parts of a node that make it another construct
    exp.Cast: ("to",),
    exp.TryCast: ("to",),
    exp.DateDiff: ("unit",),
    exp.TimestampTrunc: ("unit",),
    exp.DateTrunc: ("unit",),
    exp.Interval: ("unit",),
    exp.Join: ("method", "side", "kind"),
    exp.Union: ("distinct", "by_name"),
    exp.WindowSpec: ("kind", "exclude"),
    exp.Select: ("distinct",),
    exp.Star: ("except_", "replace"),
    exp.Unnest: ("offset",),
}
_WORDS = (
    "Alias",
    "From",
    "Identifier",
    "Column",
    "Table",
    "TableAlias",
    "Where",
    "Var",
    "Paren",
    "DataType",
    "CTE",
    "With",
)


def portable_faults(sql: Rendered) -> list[tuple[str, int, str, str]]:
    """What in `sql` is not proven on Spark: template and line, what is wrong, and the spelling to use instead."""
    found = []
    for construct, node in constructs(sql.sql):
        if construct not in proven():
            name, line = sql.place(offset(node))
            text = " ".join(node.sql("duckdb").split())
            shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
            found.append((name, line, f"{shown}: {construct} is not proven on Spark", _spelling(construct)))
    try:
        spark_sql(sql.sql)
    except RefusalError as error:
        name, line = sql.place(offset(error.node))
        found.append((name, line, error.told, error.hint))
    return sorted(found)


def constructs(sql: str) -> Iterator[tuple[str, Expr]]:
    """Every construct of a select, with the node where it stands."""
    for node in parsed(sql).walk():
        name = type(node).__name__
        if isinstance(node, exp.Anonymous):
            yield node.name.lower(), node
        elif name not in _WORDS:
            facts = (_fact(node.args.get(key)) for key in _FACTS.get(type(node), ()))
            yield " ".join([name, *filter(None, facts)]), node


def _fact(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_fact, value))
    if isinstance(value, Expr):
        return value.sql("duckdb").lower()
    return str(value).lower() if value else ""


@cache
def proven() -> frozenset[str]:
    """The constructs that occur in probes."""
    return frozenset(construct for probe in probes() for construct, _ in constructs(probe))


def probes() -> list[str]:
    """Selects that give the same rows on both engines, as tests show."""
    text = (assets.root() / "sql/spark/probes.sql").read_text("utf-8")
    return [each.strip() for each in text.split(";\n") if each.strip()]


@cache
def _spellings() -> dict[str, str]:
    return tomllib.loads((assets.root() / "sql/spark/spellings.toml").read_text("utf-8"))


def _spelling(construct: str) -> str:
    """What to write instead."""
    known = _spellings()
    if instead := known.get(construct) or known.get(construct.split()[0]):
        return f"write {instead}"
    return "write it with what sql/spark/probes.sql holds, or prove it with a probe there (docs/scale.md)"
