"""A select in DuckDB's dialect as Spark SQL that gives the same rows.

sqlglot translates the syntax. What it would translate wrongly, or not at all, a rule rewrites, node by node, and each
rule refuses what it was not written for. What is proven at all is in sql/spark: constructs.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.expressions import Expr

from wh.errors import FaultError
from wh.rendering.rendered import Rendered
from wh.translating import json, selects, values
from wh.translating.refusal import RefusalError
from wh.translating.selects import relation_name

__all__ = ["offset", "parsed", "relation_name", "spark_literal", "spark_name", "spark_sql", "spark_type", "translated"]

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of each list that is read from 1 on
Rule = Callable[[Expr], Expr]


def translated(sql: Rendered, columns: Sequence[tuple[str, str]] = ()) -> str:
    """`sql` for Spark, as `spark_sql` gives it; what cannot be translated is a FaultError at its line."""
    try:
        return spark_sql(sql.sql, columns)
    except RefusalError as error:
        name, line = sql.place(offset(error.node))
        raise FaultError(f"{name}:{line}: {error.told}", error.hint) from error


def spark_sql(sql: str, columns: Sequence[tuple[str, str]] = ()) -> str:
    """`sql` for Spark; its columns, where their names and types are given, cast to those.

    A RefusalError names a node of the tree that no rule was written for.
    """
    tree = _rewritten(parsed(sql))
    body = tree.sql("spark", comments=False, identify=True, pretty=True)
    if not columns:
        return body
    casts = [f"  CAST({spark_name(name)} AS {spark_type(type_)}) AS {spark_name(name)}" for name, type_ in columns]
    return "SELECT\n" + ",\n".join(casts) + f"\nFROM (\n{body}\n)"


def parsed(sql: str) -> Expr:
    """A select as a tree."""
    return sqlglot.parse_one(sql, read="duckdb")


def offset(node: Expr) -> int:
    """Where in the SQL a node begins, as far as the first name or literal in it, or around it, tells."""
    starts = [each.meta["start"] for each in node.walk() if "start" in each.meta]
    if starts or not node.parent:
        return min(starts, default=0)
    return offset(node.parent)


def spark_type(type_: str) -> str:
    """The type of Spark's that holds the values of one of DuckDB's; JSON is a text there."""
    built = exp.DataType.build(type_, dialect="duckdb")
    for each in built.find_all(exp.DataType):
        if each.this is exp.DataType.Type.JSON:
            each.set("this", exp.DataType.Type.TEXT)
    return built.sql("spark")


def _rewritten(tree: Expr) -> Expr:
    root = exp.Paren(this=tree)
    for node in reversed(list(tree.walk(bfs=True))):  # children before parents
        rule = RULES.get(type(node))
        if rule and (new := rule(node)) is not node:
            node.replace(new)
    rewritten: Expr = root.this
    return rewritten


def spark_name(name: str) -> str:
    """`name` as a quoted name of Spark's."""
    return "`" + name.replace("`", "``") + "`"


def spark_literal(text: str) -> str:
    """`text` as a literal of Spark's."""
    return exp.Literal.string(text).sql("spark")


def _named_function(node: Expr) -> Expr:
    """A function that sqlglot knows no more of than its name."""
    rule = FUNCTIONS.get(node.name.lower())
    return rule(node) if rule else node


FUNCTIONS: dict[str, Rule] = {
    "list_position": values.place_in_list,
    "nfc_normalize": values.within_composed,
    "json_merge_patch": json.without_members,
}
RULES: dict[type[Expr], Rule] = {
    exp.Table: selects.table,
    exp.Select: selects.unnested,
    exp.GenerateSeries: selects.series,
    exp.Tuple: selects.row_of_values,
    exp.Not: selects.negated_in,
    exp.ArrayAgg: values.ordered_list,
    exp.ArrayContains: values.contains,
    exp.ArrayDistinct: values.distinct_items,
    exp.ArrayToString: values.composed,
    exp.ArraySize: values.list_length,
    exp.AtTimeZone: values.local_time,
    exp.Bracket: values.item_at,
    exp.Chr: values.character,
    exp.DateDiff: values.difference,
    exp.Hour: values.bigint,
    exp.Month: values.bigint,
    exp.PercentileCont: values.quantile,
    exp.Quarter: values.bigint,
    exp.RegexpExtract: values.pattern,
    exp.RegexpLike: values.pattern,
    exp.RegexpReplace: values.pattern,
    exp.StrPosition: values.bigint,
    exp.Window: values.numbered,
    exp.Year: values.bigint,
    exp.JSONExtractScalar: json.extracted_text,
    exp.JSONKeys: json.keys,
    exp.JSONType: json.value_type,
    exp.Cast: json.written,
    exp.TryCast: json.checked,
    exp.Anonymous: _named_function,
}
