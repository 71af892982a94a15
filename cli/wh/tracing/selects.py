"""The text of a select taken apart into a query. sqlglot is met here only."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

from wh.tracing.queries import SETTING, Facts, How, Output, Query, Source, Use

_CONDITIONS: dict[type[exp.Expr], str] = {exp.If: "this", exp.Case: "this"} | dict.fromkeys(
    (exp.Filter, exp.ArgMax, exp.ArgMin), "expression"
)

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of each list that is read from 1 on


def schema(columns: Mapping[str, Iterable[str]]) -> MappingSchema:
    """The columns of relations by name, as `parsed` needs them."""
    types: dict[str, object] = {name: dict.fromkeys(each, "varchar") for name, each in columns.items()}
    return MappingSchema(types, dialect="duckdb", visible=None)


def parsed(sql: str, known: MappingSchema, settings: Sequence[tuple[int, str]] = ()) -> Query:
    """The query that a text of SQL is, names in lower case; `settings` are those in its text, with their offsets."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    for table in tree.find_all(exp.Table):
        _in_one_word(table)
    tree = qualify(tree, dialect="duckdb", schema=known, validate_qualify_columns=False, identify=False)
    scope = build_scope(tree)
    assert scope, "no select"
    return _Reader(settings).query(scope)


def _in_one_word(table: exp.Table) -> None:
    """Names a relation by one identifier: names of unlike depth cannot be looked up in one schema."""
    if isinstance(table.this, exp.Identifier) and table.args.get("db"):
        parts = [part.name for part in table.parts if part.name != "memory"]
        if not table.alias:
            table.set("alias", exp.TableAlias(this=table.this.copy()))
        table.set("this", exp.to_identifier(".".join(parts), quoted=True))
        table.set("db", None)
        table.set("catalog", None)


class _Reader:
    """Turns scopes into queries, each once: common table expressions are read in several places."""

    def __init__(self, settings: Sequence[tuple[int, str]]) -> None:
        self._settings = settings
        self._made: dict[int, Query] = {}

    def query(self, scope: Scope) -> Query:
        if id(scope) not in self._made:
            made = self._made[id(scope)] = Query()
            self._read(scope, made)
        return self._made[id(scope)]

    def _read(self, scope: Scope, made: Query) -> None:
        expression = scope.expression
        if isinstance(expression, exp.SetOperation):
            made.arms = [self.query(each) for each in scope.set_operation_scopes]
            made.is_distinct = bool(expression.args.get("distinct"))
        elif isinstance(expression, exp.Select):
            self._read_select(scope, expression, made)
        elif isinstance(expression, exp.Subquery):
            made.arms = [self.query(scope.subquery_scopes[0])]
        else:
            self._add_sources(scope, made)
            items = [_use(scope, each, expression, ("[]",)) for each in expression.find_all(exp.Column)]
            made.outputs = [Output("*", [(each, {}) for each in items])]
            made.conditions = items  # there is a row for each item

    def _read_select(self, scope: Scope, select: exp.Select, made: Query) -> None:
        self._add_sources(scope, made)
        made.is_distinct = bool(select.args.get("distinct"))
        clauses = [each for word in ("where", "having", "qualify", "group") if (each := select.args.get(word))]
        made.facts = _facts(select.args["where"].this) if select.args.get("where") else {}
        items = [item for each in select.selects for item in each.find_all(exp.Explode)]  # a row for each of them
        made.conditions = [use for clause in (*clauses, *items) for use in _uses(scope, clause)]
        for join in select.args.get("joins") or []:
            source, condition = made.sources[join.alias_or_name], join.args.get("on")
            source.is_optional = join.side == "LEFT"
            if condition:
                source.joined_by = _uses(scope, condition)
                found = _facts(condition).items()  # of an outer join, what it says of the other side need not hold
                made.facts |= {key: texts for key, texts in found if not join.side or key[0] == join.alias_or_name}
                clauses.append(condition)
        made.within = [each for clause in clauses for each in self._queries(scope, clause)]
        for each in select.selects:
            uses = [(_use(scope, column, each), _branch_facts(column, each)) for column in _columns(each)]
            queries = self._queries(scope, each)
            plain = each.unalias()
            copies = (plain.table, plain.name) if isinstance(plain, exp.Column) else None
            made.outputs.append(
                Output(each.alias_or_name, uses, queries, _texts(plain), copies, bool(plain.find(exp.Window)))
            )
        if self._settings:
            self._add_settings(select, made)

    def _queries(self, scope: Scope, node: exp.Expr) -> list[Query]:
        """The queries in an expression, as in `in (select …)`."""
        inner = {id(each.expression): each for each in scope.subquery_scopes}
        found = node.find_all(exp.Query) if inner else ()
        return [self.query(inner[id(each)]) for each in found if id(each) in inner]

    def _add_settings(self, select: exp.Select, made: Query) -> None:
        """Settings in the text of a column, which ends with its name."""
        start = min((each.offset for output in made.outputs for each, _ in output.uses if each.offset >= 0), default=0)
        for each, output in zip(select.selects, made.outputs, strict=True):
            end = max((name.meta.get("start", -1) for name in each.find_all(exp.Identifier)), default=-1)
            found = [setting for offset, setting in self._settings if start <= offset <= end]
            output.uses += [(Use(SETTING, setting, (), How.COMPUTED, start), {}) for setting in found]
            made.sources |= {SETTING: Source(SETTING)} if found else {}
            start = max(start, end)

    def _add_sources(self, scope: Scope, made: Query) -> None:
        correlated = scope.parent if scope.is_subquery or scope.is_udtf else None  # it may read what is read around it
        around = self._sources(correlated) if correlated else {}
        made.sources = {name: replace(each, is_around=True) for name, each in around.items()} | self._sources(scope)

    def _sources(self, scope: Scope) -> dict[str, Source]:
        found = scope.sources if scope.is_udtf else {name: each for name, (_, each) in scope.selected_sources.items()}
        queries = {name: self.query(each) for name, each in found.items() if isinstance(each, Scope)}
        return {name: Source(queries.get(name) or _relation(each)) for name, each in found.items()}


def _relation(found: exp.Expr | Scope) -> str:
    return found.name if isinstance(found, exp.Table) and isinstance(found.this, exp.Identifier) else ""


def _columns(node: exp.Expr) -> Iterator[exp.Column]:
    """The columns in an expression, but for those in queries inside."""
    if isinstance(node, exp.Column):
        yield node
    elif not isinstance(node, exp.Query):
        for each in node.iter_expressions():
            yield from _columns(each)


def _uses(scope: Scope, clause: exp.Expr) -> list[Use]:
    """The columns of a clause that decides about rows."""
    return [_use(scope, each, clause)._replace(how=How.ROWS) for each in _columns(clause)]


def _use(scope: Scope, column: exp.Column, top: exp.Expr, more: tuple[str, ...] = ()) -> Use:
    path, how = _taken(column, top)
    source = column.table or (next(iter(scope.sources)) if len(scope.sources) == 1 else "")
    offset = column.this.meta.get("start") or _start_of_source(scope, source)
    return Use(source, column.name, path + more, how, offset)


def _start_of_source(scope: Scope, name: str) -> int:
    found = scope.selected_sources.get(name)
    return (
        min((each.meta["start"] for each in found[0].find_all(exp.Identifier) if each.meta), default=0) if found else 0
    )


def _taken(column: exp.Column, top: exp.Expr) -> tuple[tuple[str, ...], How]:
    """The fields taken of a column, and how its value comes to the expression `top`."""
    path: list[str] = []
    how, node = How.COPIED, cast(exp.Expr, column)
    while node is not top and (parent := node.parent):
        if (step := _field(node, parent)) is not None:
            path += step
        elif _decides(node, parent):
            return tuple(path), How.CONDITION
        else:
            how = max(how, _does(parent))
        node = parent
    return tuple(path), how


def _field(node: exp.Expr, parent: exp.Expr) -> list[str] | None:
    """The fields that `parent` takes of the value of `node`; None where it does something else."""
    if parent.this is not node:
        return None
    if isinstance(parent, exp.Dot):
        return [parent.expression.name]
    if isinstance(parent, exp.JSONExtract | exp.JSONExtractScalar):
        keys = parent.expression
        if isinstance(keys, exp.JSONPath):
            return [str(each.this) for each in keys.expressions if isinstance(each, exp.JSONPathKey)]
    return None


def _decides(node: exp.Expr, parent: exp.Expr) -> bool:
    """Whether `node` is a condition of `parent`, or the order or group by which that takes values."""
    if isinstance(parent, exp.Window | exp.Order):
        return parent.this is not node
    return parent.args.get(_CONDITIONS.get(type(parent), "")) is node


def _does(parent: exp.Expr) -> How:
    """What an expression makes of the values in it."""
    if isinstance(parent, exp.AggFunc | exp.Window):
        return How.AGGREGATED
    if isinstance(parent, exp.Case | exp.Coalesce | exp.If):
        return How.CHOSEN
    if isinstance(parent, exp.Alias | exp.Paren | exp.Order | exp.IgnoreNulls | exp.UDTF | exp.Explode):
        return How.COPIED
    return How.COMPUTED


def _facts(condition: exp.Expr) -> Facts:
    """The texts that a condition allows, by source and column: of `list = 'tags'`, of `state in ('x', 'y')`."""
    found: Facts = {}
    for each in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        values = [each.right] if isinstance(each, exp.EQ) else each.expressions if isinstance(each, exp.In) else []
        column = each.this
        if isinstance(column, exp.Column) and values and all(isinstance(value, exp.Literal) for value in values):
            found[column.table, column.name] = frozenset(value.name for value in values)
    return found


def _branch_facts(column: exp.Column, top: exp.Expr) -> Facts:
    """What holds where a column is taken in the branch of a `case`; around a window, that is said of another row."""
    found: Facts = {}
    node: exp.Expr = column
    while node is not top and (parent := node.parent) and not isinstance(parent, exp.Window):
        if isinstance(parent, exp.If) and parent.args.get("true") is node:
            found |= _facts(parent.this)
        if isinstance(parent, exp.Filter) and parent.this is node:
            found |= _facts(parent.expression.this)
        node = parent
    return found


def _texts(expression: exp.Expr) -> frozenset[str] | None:
    """The texts that an expression can come to; None where that can be anything."""
    while isinstance(expression, exp.Paren | exp.Cast):
        expression = expression.this
    match expression:
        case exp.Literal():
            return frozenset({expression.name})
        case exp.Null():
            return frozenset()
        case exp.Case():
            branches = [each.args["true"] for each in expression.args["ifs"]]
            found = [_texts(each) for each in (*branches, expression.args.get("default") or exp.Null())]
            return None if None in found else frozenset().union(*filter(None, found))
    return None
