"""Functions that Spark lacks, as sql/spark/functions.sql writes them, put in the place of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.expressions import Expr

from wh import assets
from wh.translating.nodes import call, function, number

_FUNCTION = re.compile(r"create function (\w+)\(([\w, ]+)\)\s+return (.*?);\n", re.DOTALL)
_NUMBERED = re.compile(r"_(\d+)$")


def inlined(name: str, *arguments: Expr) -> Expr:
    """What the function of that name returns for `arguments`, each of which is computed once."""
    parameters, body = _functions()[name]
    placed = exp.Paren(this=body.copy())
    for inner in reversed(list(_calls(placed))):
        inner.replace(inlined(inner.name.lower(), *inner.expressions))
    height = 1 + max(map(_height, (placed, *arguments)))
    given: dict[str, Expr] = {}
    bound: list[tuple[str, Expr]] = []
    for parameter, argument in zip(parameters, arguments, strict=True):
        is_simple = isinstance(argument, exp.Column | exp.Literal | exp.Array | exp.Identifier)
        variable = f"{parameter}_{height}" if not is_simple else ""
        bound += [(variable, argument)] if variable else []
        given[parameter] = exp.column(variable) if variable else argument
    for column in list(placed.find_all(exp.Column)):
        if not column.table and column.name in given:
            column.replace(given[column.name].copy())
    found: Expr = placed.this
    for variable, argument in bound:
        found = call("TRY_ELEMENT_AT", call("TRANSFORM", call("ARRAY", argument), function(found, variable)), number(1))
    return found


def _height(tree: Expr) -> int:
    """The highest number of a variable: names must differ where one expression stands in another."""
    names = (_NUMBERED.search(each.name) for each in tree.find_all(exp.Identifier))
    return max((int(found[1]) for found in names if found), default=0)


def _calls(tree: Expr) -> Iterator[Expr]:
    return (each for each in tree.find_all(exp.Anonymous) if each.name.lower() in _functions())


@cache
def _functions() -> dict[str, tuple[list[str], Expr]]:
    """Parameters and body of each function by name."""
    text = (assets.root() / "sql/spark/functions.sql").read_text("utf-8")
    return {
        name: (parameters.split(", "), sqlglot.parse_one(body, read="spark"))
        for name, parameters, body in _FUNCTION.findall(text)
    }
