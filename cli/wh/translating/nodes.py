"""Parts of Spark SQL as nodes of sqlglot's tree."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.expressions import Expr


def call(name: str, *arguments: Expr) -> Expr:
    """A call of one of Spark's functions."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value: str) -> Expr:
    """A text as a literal."""
    return exp.Literal.string(value)


def number(value: int) -> Expr:
    """A whole number as a literal."""
    return exp.Literal.number(value)


def cast(node: Expr, type_: str) -> Expr:
    """A cast to one of Spark's types."""
    return exp.Cast(this=node, to=exp.DataType.build(type_, dialect="spark"))


def function(body: Expr, *names: str) -> Expr:
    """A lambda with parameters of those names."""
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name) for name in names])
