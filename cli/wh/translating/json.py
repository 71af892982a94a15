"""JSON: in Spark a value of it is its text, taken apart by the functions of sql/spark/functions.sql."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.expressions import Expr

from wh.translating.functions import inlined
from wh.translating.nodes import call, text
from wh.translating.refusal import RefusalError

_TYPES = {"OBJECT", "ARRAY", "VARCHAR", "NULL"}  # that the first character tells


def extracted_text(node: Expr) -> Expr:
    """`j->>'$'`, `j->>'$.key'`, `json_extract_string(j, '$.*')` and `json_extract_string(j, ['/key', …])`."""
    json, path = node.this, node.expression
    if isinstance(path, exp.Array):
        if any(each.name.count("/") != 1 for each in path.expressions):
            raise RefusalError(node, "a JSON pointer into an object of an object is not proven", "proven is '/key'")
        keys = [each.name[1:].replace("~1", "/").replace("~0", "~") for each in path.expressions]
        return inlined("texts", json, call("ARRAY", *map(text, keys)))
    steps = path.expressions[1:] if isinstance(path, exp.JSONPath) else [path]
    if not steps:
        return inlined("json_text", json)
    if len(steps) == 1 and isinstance(steps[0], exp.JSONPathKey):
        if isinstance(steps[0].this, exp.JSONPathWildcard):
            return call("MAP_VALUES", inlined("members", json))
        return call("TRY_ELEMENT_AT", inlined("members", json), text(steps[0].name))
    raise RefusalError(node, "this path of JSON is not proven", "proven are '$', '$.key' and '$.*'")


def keys(node: Expr) -> Expr:
    """`json_keys(j)`."""
    return call("MAP_KEYS", inlined("parsed", node.this))


def value_type(node: Expr) -> Expr:
    """`json_type(j)`, where it is compared with types that the first character tells."""
    within, compared = node.parent, []
    if isinstance(within, exp.Case) and within.this is node:
        compared = [each.this.name for each in within.args["ifs"]]
    elif isinstance(within, exp.EQ):
        compared = [within.expression.name]
    if not compared or set(compared) - _TYPES:
        raise RefusalError(node, "json_type() is not compared with OBJECT, ARRAY, VARCHAR or NULL", "compare it so")
    return inlined("json_type", node.this)


def checked(node: Expr) -> Expr:
    """`try_cast(text as json)`; other casts are Spark's too."""
    return inlined("checked_json", node.this) if node.args["to"].this is exp.DataType.Type.JSON else node


def written(node: Expr) -> Expr:
    """`cast('…' as json)`: a text that is written out is its own text."""
    if node.args["to"].this is not exp.DataType.Type.JSON:
        return node
    if not isinstance(node.this, exp.Literal):
        raise RefusalError(node, "cast(x as json) is not proven", "write try_cast(x as json)")
    return node.this


def without_members(node: Expr) -> Expr:
    """`json_merge_patch(j, json_object('key', null, …))`: an object without those members."""
    json, patch = node.expressions
    members = patch.expressions if isinstance(patch, exp.JSONObject) else []
    if not members or not all(isinstance(each.expression, exp.Null) for each in members):
        raise RefusalError(node, "this json_merge_patch() is not proven", "proven is json_object('key', null, …)")
    return inlined("without_members", json, call("ARRAY", *(each.this for each in members)))
