"""Numbers, instants, texts and lists that mean another thing in Spark, or have another name."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.expressions import Expr

from wh.translating.nodes import call, cast, function, number, text
from wh.translating.patterns import java_pattern
from wh.translating.refusal import RefusalError


def ordered_list(node: Expr) -> Expr:
    """`list(value order by keys)`: Spark's collect_list has no order, and leaves NULL out."""
    if not isinstance(node.this, exp.Order) or isinstance(node.parent, exp.Filter):
        raise RefusalError(node, "list() without order, or with a filter, is not proven", "write list(x order by y)")
    if any(key.args.get("desc") or key.args.get("nulls_first") for key in node.this.expressions):
        raise RefusalError(node, "list() in descending order is not proven", "order by -y")
    keys = [key.this for key in node.this.expressions]
    parts: list[Expr] = [part for key in keys for part in (exp.Is(this=key.copy(), expression=exp.Null()), key)]
    fields = [exp.alias_(part, f"key_{place}") for place, part in enumerate(parts)]
    row = exp.Struct(expressions=[*fields, exp.alias_(node.this.this, "item")])
    return call(
        "TRANSFORM",
        call("ARRAY_SORT", call("COLLECT_LIST", row)),
        function(exp.column("item", "__row"), "__row"),
    )


def local_time(node: Expr) -> Expr:
    """`x at time zone 'UTC' at time zone z`: from UTC to local, whatever the session's zone is."""
    inner = node.this
    if isinstance(node.parent, exp.AtTimeZone) and node.arg_key == "this":
        return node
    if isinstance(inner, exp.Anonymous) and inner.name.lower() == "now" and node.args["zone"].name == "UTC":
        return cast(inner, "TIMESTAMP_NTZ")  # in the session's zone, which is UTC
    if not isinstance(inner, exp.AtTimeZone) or inner.args["zone"].name != "UTC":
        raise RefusalError(node, "at time zone is proven from UTC to local only", "x at time zone 'UTC' at time zone z")
    return call("CONVERT_TIMEZONE", text("UTC"), node.args["zone"], inner.this)


def difference(node: Expr) -> Expr:
    """`date_diff` counts the boundaries between two instants, Spark whole units."""
    first, last, unit = node.expression, node.this, node.text("unit").upper()
    if unit == "DAY":
        return cast(call("DATE_DIFF", cast(last, "DATE"), cast(first, "DATE")), "BIGINT")
    if unit == "MILLISECOND":  # the session's zone is UTC
        ends = [call("UNIX_MILLIS", cast(each, "TIMESTAMP_LTZ")) for each in (last, first)]
        return exp.Paren(this=exp.Sub(this=ends[0], expression=ends[1]))
    raise RefusalError(node, f"date_diff in {unit.lower()}s is not proven", "take 'millisecond' or 'day', and divide")


def bigint(node: Expr) -> Expr:
    """What DuckDB counts in BIGINT, Spark in INT, which overflows earlier."""
    return cast(node.copy(), "BIGINT")


def list_length(node: Expr) -> Expr:
    """`array_length(list)`; of a list of distinct items without NULL."""
    within = node.this
    if isinstance(within, exp.ArrayDistinct):
        within = call("ARRAY_DISTINCT", call("ARRAY_COMPACT", within.this))
    return cast(call("ARRAY_SIZE", within), "BIGINT")


def distinct_items(node: Expr) -> Expr:
    """`list_distinct(list)`, whose order is not told: it can only be counted."""
    if not isinstance(node.parent, exp.ArraySize):
        raise RefusalError(node, "list_distinct() has no order", "write array_length(list_distinct(x)), or sort it")
    return node


def numbered(node: Expr) -> Expr:
    """`row_number() over (…)`, an INT in Spark."""
    return bigint(node) if isinstance(node.this, exp.RowNumber) else node


def item_at(node: Expr) -> Expr:
    """`list[1]` is NULL beyond the list's end, where Spark raises an error."""
    place = node.expressions[0]
    if not isinstance(place, exp.Literal) or place.is_string:
        raise RefusalError(node, "list[x] is proven for numbers from 1 on only", "write list[1]")
    return call("TRY_ELEMENT_AT", node.this, number(int(place.name) + 1))


def contains(node: Expr) -> Expr:
    """`list_contains(list, x)` is never NULL but of a NULL; Spark's is, where the list holds one."""
    return call("ARRAY_CONTAINS", call("ARRAY_COMPACT", node.this), node.expression)


def quantile(node: Expr) -> Expr:
    """`quantile_cont(x, p)`."""
    return call("PERCENTILE", node.this, node.expression)


def pattern(node: Expr) -> Expr:
    """A regular expression: of RE2, as Java reads it."""
    given = node.expression
    if not isinstance(given, exp.Literal):
        raise RefusalError(node, "a regular expression that is not a text is not proven", "write it out")
    if isinstance(node, exp.RegexpReplace) and "g" not in node.text("modifiers"):
        raise RefusalError(node, "regexp_replace() without 'g' is not proven", "write 'g' as the last argument")
    try:
        node.set("expression", text(java_pattern(given.name)))
    except ValueError as error:
        hint = "write out which characters are meant, in [ ]"
        raise RefusalError(node, f"{error} in a regular expression may match otherwise", hint) from error
    return node


def place_in_list(node: Expr) -> Expr:
    """`list_position(list, x)`, NULL where it is not in there."""
    return exp.Nullif(this=call("ARRAY_POSITION", *node.expressions), expression=number(0))


def composed(node: Expr) -> Expr:
    """The macro `composed`: a text in NFC, by a function that the session has (Spark has none)."""
    parts, part = node.this, node.this.args.get("expression") if isinstance(node.this, exp.Transform) else None
    if not (isinstance(part, exp.Lambda) and _is_composing(part.this)):
        return node
    return call("COMPOSED", parts.this.this)


def character(node: Expr) -> Expr:
    """`chr(n)`: Spark's takes n modulo 256, and those above 127 for others."""
    (code,) = node.expressions
    if not (isinstance(code, exp.Literal) and int(code.name) < 128):
        raise RefusalError(node, "chr() is proven for numbers below 128 only", "write the character itself")
    return node


def within_composed(node: Expr) -> Expr:
    """`nfc_normalize`, which only the macro `composed` may call."""
    around = node.parent and node.parent.parent
    if not (isinstance(around, exp.Transform) and isinstance(around.parent, exp.ArrayToString)):
        raise RefusalError(node, "nfc_normalize() alone is not proven", "call the macro composed(text)")
    return node


def _is_composing(node: Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() == "nfc_normalize"
