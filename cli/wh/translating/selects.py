"""Relations, and lists that become rows."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.expressions import Expr

from wh.translating.nodes import call, cast, function
from wh.translating.refusal import RefusalError


def relation_name(schema: str, name: str) -> str:
    """What a relation is called in Spark: a temporary view has no schema, so those but main's stand in its name."""
    return name if schema == "main" else f"{schema}__{name}"


def table(node: Expr) -> Expr:
    """`memory.staging.x` is the temporary view `staging__x`; of functions that make tables, one is known."""
    if isinstance(node.this, exp.Func):
        if node.this.name.lower() != "pg_timezone_names":
            raise RefusalError(node, "a table that a function makes is not proven", "select from a model or a list")
        return _named(node, relation_name("settings", "time_zones"))
    return _named(node, relation_name(node.text("db"), node.name)) if node.args.get("db") else node


def _named(node: Expr, name: str) -> Expr:
    alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(node.name))
    return exp.Table(this=exp.to_identifier(name), alias=alias)


def unnested(node: Expr) -> Expr:
    """`unnest` in a select list: side by side where there are several; Spark would multiply them."""
    items = [each for each in node.expressions if each.find(exp.Explode)]
    lists = [explode for each in items for explode in each.find_all(exp.Explode)]
    if len(lists) != len(items):
        raise RefusalError(node, "a column with two unnest() is not proven", "unnest each in a column of its own")
    if len(items) > 1:
        return _side_by_side(node, items)
    if not items:
        return node
    if lists[0].find(exp.AggFunc):
        return _of_aggregates(node, items[0])
    if items[0].unalias() is not lists[0]:
        whole, within = items[0].unalias(), lists[0].this
        lists[0].replace(exp.column("__each"))
        each = function(whole.copy(), "__each")
        whole.replace(call("EXPLODE", call("TRANSFORM", within, each)))
    return node


def _side_by_side(node: Expr, items: list[Expr]) -> Expr:
    places = [node.expressions.index(each) for each in items]
    if not all(isinstance(each.unalias(), exp.Explode) for each in items):
        raise RefusalError(node, "unnest() beside another one must stand alone", "compute in a select around it")
    if places != list(range(places[0], places[0] + len(items))):
        raise RefusalError(node, "columns stand between two unnest()", "put them in front of the first")
    empty = call("ARRAY")
    lists = [exp.Coalesce(this=each.unalias().this, expressions=[empty.copy()]) for each in items]
    names = [exp.to_identifier(each.alias or f"__{place}") for place, each in enumerate(items)]
    zipped = exp.Aliases(this=call("INLINE", call("ARRAYS_ZIP", *lists)), expressions=names)
    node.set("expressions", [*node.expressions[: places[0]], zipped, *node.expressions[places[-1] + 1 :]])
    return node


def _of_aggregates(node: Expr, item: Expr) -> Expr:
    """The list in a subquery, and its items outside: not every engine with Spark's dialect takes both at once."""
    if not isinstance(item.unalias(), exp.Explode):
        raise RefusalError(node, "unnest() of an aggregate must stand alone", "compute in a select around it")
    columns: list[Expr] = [exp.column(each.alias_or_name) for each in node.expressions]
    columns[node.expressions.index(item)] = exp.alias_(call("EXPLODE", exp.column("__list")), item.alias)
    item.replace(exp.alias_(item.unalias().this, "__list"))
    return exp.select(*columns).from_(
        exp.Subquery(this=node.copy(), alias=exp.TableAlias(this=exp.to_identifier("lists")))
    )


def series(node: Expr) -> Expr:
    """`generate_series(a, b)` is empty where a > b; Spark's sequence counts down then."""
    if node.args.get("step"):
        raise RefusalError(node, "generate_series() with a step is not proven", "multiply its numbers")
    first, last = cast(node.args["start"], "BIGINT"), cast(node.args["end"], "BIGINT")
    counted = call("SEQUENCE", first, last)
    return exp.Case(ifs=[exp.If(this=exp.LTE(this=first.copy(), expression=last.copy()), true=counted)])


def row_of_values(node: Expr) -> Expr:
    """`(a, b)`, where it is not a row of VALUES: Spark compares its parts otherwise."""
    if not isinstance(node.parent, exp.Values):
        raise RefusalError(node, "(a, b) as a value is not proven", "name the columns one by one")
    return node


def negated_in(node: Expr) -> Expr:
    """`not in (select …)`, for which Spark sends all rows of the select to every machine."""
    if isinstance(node.this, exp.In) and node.this.args.get("query"):
        raise RefusalError(node, "not in (select …) does not scale", "write not exists (select 1 from … where a = b)")
    return node
