"""The steps of lineage: which columns of its parents, of raw events and of settings a column of a model is made from.

A step leads from one model to the next. What is within a model (common table expressions, subqueries, unions) is gone
through on the way. A long table is a union whose arms say by a literal what their rows are, and readers take those of
one: what is known of the reader (`where list = 'tags'`) goes along, so that only the arms that it can mean are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from wh.tracing.queries import Facts, How, Query, Use

ROWS = "*"  # in place of a column: which rows of the relation there are
Known = frozenset[tuple[str, frozenset[str]]]  # what a reader knows of a relation: the texts that a column can have
NOTHING: Known = frozenset()


class Node(NamedTuple):
    """A column of a relation, as far as a reader who knows something of its rows can tell."""

    relation: str
    column: str
    known: Known = NOTHING


class Step(NamedTuple):
    """That a value comes from `node`: the fields taken of it, how, and the offset in the SQL of the model."""

    node: Node
    path: tuple[str, ...]
    how: How
    offset: int


class Steps:
    """Steps from the columns of models, whose queries are given by name."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        self._queries = queries
        self._made: dict[tuple[int, str | int, Known], tuple[Step, ...]] = {}
        self._told: dict[tuple[int, str], bool] = {}

    def of(self, node: Node) -> tuple[Step, ...]:
        """The steps that lead from a column of a model, or from its rows."""
        query = self._queries[node.relation]
        if node.column == ROWS:
            return self._rows(query, frozenset(), node.known)
        return self._column(query, query.names.index(node.column), node.known)

    def _column(self, query: Query, place: int, known: Known) -> tuple[Step, ...]:
        key = (id(query), place, known)
        if key not in self._made:
            self._made[key] = ()
            self._made[key] = _once(self._found(query, place, known))
        return self._made[key]

    def _found(self, query: Query, place: int, known: Known) -> Iterator[Step]:
        for arm, told in _possible(query, known):
            yield from self._column(arm, place, told)
        if query.arms:
            return
        output = query.outputs[place]
        known = NOTHING if output.of_other_rows else known
        facts = query.facts | _told_by_reader(query, known)
        for use, branch in output.uses:
            yield from self._use(query, use, facts | branch)
        for inner in output.queries:
            for column in range(len(inner.names)):
                yield from self._column(inner, column, NOTHING)
        yield from self._rows(query, frozenset(use.source for use, _ in output.uses), known)

    def _rows(self, query: Query, used: frozenset[str], known: Known) -> tuple[Step, ...]:
        """What decides which rows a query has, for who takes values of the sources `used`."""
        key = (id(query), ROWS + " ".join(sorted(used)), known)
        if key not in self._made:
            self._made[key] = ()
            found = self._deciding(query, used, known)
            self._made[key] = _once(Step(node, path, How.ROWS, offset) for node, path, _, offset in found)
        return self._made[key]

    def _deciding(self, query: Query, used: frozenset[str], known: Known) -> Iterator[Step]:
        for arm, told in _possible(query, known):
            yield from self._rows(arm, frozenset(arm.sources), told)
        if query.is_distinct:
            for place in range(len(query.names)):
                yield from self._column(query, place, known)
        facts = query.facts | _told_by_reader(query, known)
        uses = list(query.conditions)
        needed = used | {use.source for use in uses}
        for name, source in query.sources.items():
            if source.is_around or (source.is_optional and name not in needed):
                continue
            uses += source.joined_by
            yield from self._rows_of(source.of, _of_source(facts, name), next((use.offset for use in uses), -1))
        for use in uses:
            yield from self._use(query, use, facts)
        for inner in query.within:
            for column in range(len(inner.names)):
                yield from self._column(inner, column, NOTHING)

    def _rows_of(self, source: str | Query, known: Known, offset: int) -> Iterator[Step]:
        if isinstance(source, Query):
            yield from self._rows(source, frozenset(), known)
        elif source in self._queries:
            yield Step(Node(source, ROWS, self._worth_knowing(source, known)), (), How.ROWS, offset)

    def _use(self, query: Query, use: Use, facts: Facts) -> Iterator[Step]:
        """The steps of a value that is taken of a source; within a query, they are those of its column."""
        if use.source not in query.sources:
            return  # of a function of the engine
        source, known = query.sources[use.source].of, _of_source(facts, use.source)
        if isinstance(source, Query):
            place = source.names.index(use.column) if use.column in source.names else 0
            for node, path, how, offset in self._column(source, place, known):
                taken = path if how is How.ROWS else path + use.path
                yield Step(node, taken, max(how, use.how), offset if how > use.how else use.offset)
        elif source:
            yield Step(Node(source, use.column, self._worth_knowing(source, known)), use.path, use.how, use.offset)

    def _worth_knowing(self, relation: str, known: Known) -> Known:
        """What of `known` tells arms of a union apart."""
        query = self._queries.get(relation)
        return frozenset(each for each in known if query and self._tells(query, each[0]))

    def _tells(self, query: Query, column: str) -> bool:
        if (id(query), column) not in self._told:
            self._told[id(query), column] = False
            self._told[id(query), column] = column in query.names and self._tells_arms(query, query.names.index(column))
        return self._told[id(query), column]

    def _tells_arms(self, query: Query, place: int) -> bool:
        if any(arm.outputs and arm.outputs[place].texts for arm in query.arms):
            return True
        found = [(arm, arm.names[place]) for arm in query.arms]
        copies = query.outputs[place].copies if query.outputs else None
        if copies and (source := query.sources.get(copies[0])):
            below = self._queries.get(source.of) if isinstance(source.of, str) else source.of
            found += [(below, copies[1])] if below else []
        return any(self._tells(each, name) for each, name in found)


def _once(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps in order; of those that differ only in where they stand, the last."""
    return tuple({each[:3]: each for each in steps}.values())


def _possible(query: Query, known: Known) -> Iterator[tuple[Query, Known]]:
    """The arms that a reader who knows that can mean, each with the same in its own names."""
    told = {query.names.index(name): texts for name, texts in known if name in query.names}
    for arm in query.arms:
        texts = {place: arm.outputs[place].texts for place in told if arm.outputs}
        if all(each is None or each & told[place] for place, each in texts.items()):
            yield arm, frozenset((arm.names[place], each) for place, each in told.items())


def _told_by_reader(query: Query, known: Known) -> Facts:
    """What a reader knows of columns that are plain copies, as facts about what they copy."""
    copies = {output.name: output.copies for output in query.outputs}
    return {copied: texts for name, texts in known if (copied := copies.get(name))}


def _of_source(facts: Facts, source: str) -> Known:
    return frozenset((column, texts) for (name, column), texts in facts.items() if name == source)
