"""A build of what is stale: each model runs over all events, over those of touched chats and customers, or not at all.

`_decide` says over what a model runs, why, and by which step. The step makes it and returns what that means for the
models that are made from it. freshness.py explains the whole.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from wh.building import freshness
from wh.building.freshness import Fingerprint, LastBuild, Reason
from wh.contracts.kinds import kinds
from wh.engine.database import Database
from wh.home.settings import Settings
from wh.models.model import Model, all_models, build_order, model_named
from wh.models.relations import Progress, make_relation, model_sql


class Ran(Enum):
    """Over what a model ran."""

    NOTHING = ""
    TOUCHED = "touched"
    ALL = "all"


class Change(Enum):
    """What a model's run means for the models that are made from it."""

    NONE = "no row differs"
    TOUCHED = "rows of touched chats and customers may differ"
    ADDED = "rows were added, none that an old chat would read"
    ALL = "any row may differ"


@dataclass(frozen=True)
class Made:
    """What a build did for one model: over what it ran and why, its relation, number of rows, and seconds.

    `relation` is "" for a model that is not stored and was not needed. `changed` is the relation with the rows that may
    differ from those of the last build, "" where none do.
    """

    model: Model
    ran: Ran
    reason: Reason | None
    relation: str
    changed: str
    rows: int
    seconds: float
    fingerprint: Fingerprint


@dataclass(frozen=True)
class _Decision:
    """Over what a model runs, why, and the step that makes it."""

    ran: Ran
    reason: Reason | None
    step: Callable[[Model], Change]


def find_touched(database: Database, last: LastBuild) -> dict[str, int]:
    """Finds the chats and customers that new events touch, and copies all their events; returns how many of each."""
    partitions = {kind.partition.by for kind in kinds() if kind.partition}
    if not last.new_kinds:
        return dict.fromkeys(partitions, 0)
    database.run("sql/increment/touched.sql", load_id=last.load_id)
    while database.query("sql/increment/linked.sql")[0][0]:
        pass
    database.run("sql/increment/events.sql", kinds=kinds())
    return {by: int(database.value(f"select count(*) from memory.touched.{by}")) for by in partitions}


def make_stale(
    database: Database,
    settings: Settings,
    last: LastBuild,
    touched: Mapping[str, int],
    progress: Progress = lambda *_: None,
) -> tuple[Made, ...]:
    """Brings the relations of the last build, in the attached `warehouse`, up to the attached raw events.

    The settings must be there as tables (`add_settings`); `touched` is what `find_touched` returned. What each model
    needs follows from its contract and its parents; no model knows.
    """
    return _Increment(database, settings, last, touched).run(progress)


class _Increment:
    def __init__(self, database: Database, settings: Settings, last: LastBuild, touched: Mapping[str, int]) -> None:
        self._database = database
        self._settings = settings
        self._last = last
        self._touched = touched
        self._changes: dict[str, Change] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._wholes: set[str] = set()
        self._parts: set[str] = set()

    def run(self, progress: Progress) -> tuple[Made, ...]:
        models, macros = build_order(all_models()), freshness.macros()
        made = []
        for number, each in enumerate(models):
            progress(each.name, number, len(models))
            sql = model_sql(self._database, each, self._settings)
            mark = freshness.fingerprint(self._database, each, sql, macros)
            decision = self._decide(each, mark, sql.sources)
            self._changes[each.name] = decision.step(each)
            made.append((each, decision, mark))
        progress("", len(models), len(models))
        return tuple(self._made(*each) for each in made)

    def _decide(self, each: Model, mark: Fingerprint, sources: frozenset[str]) -> _Decision:
        """What to do for a model whose parents have been made. Runs nothing."""
        last = self._last.models.get(each.name)
        if why := self._last.unusable or mark.stale(last, has_keys=each.contract.dynamic is not None):
            return _Decision(Ran.ALL, why, self._make_whole if each.is_stored else self._leave_to_children)
        if each.is_view:
            return _Decision(Ran.NOTHING, None, self._carry_over)
        if parent := next((name for name in each.parents if self._changes[name] is Change.ALL), ""):
            return _Decision(Ran.ALL, freshness.parent_changed(parent), self._step_over_all(each))
        if each.contract.partition:
            if self._touched[each.contract.partition.by]:
                return _Decision(
                    Ran.TOUCHED, freshness.NEW_EVENTS, self._merge if each.is_stored else self._leave_parts
                )
            return _Decision(Ran.NOTHING, None, self._carry_over)
        if sources & self._last.new_kinds or any(self._changes[name] is not Change.NONE for name in each.parents):
            if each.contract.append_only:
                return _Decision(Ran.TOUCHED, freshness.NEW_EVENTS, self._append)
            return _Decision(Ran.ALL, freshness.NEW_EVENTS, self._step_over_all(each))
        return _Decision(Ran.NOTHING, None, self._carry_over)

    def _step_over_all(self, each: Model) -> Callable[[Model], Change]:
        """How an unchanged model is made of all events: a small one is compared, so that its children may be spared."""
        if not each.is_stored:
            return self._leave_to_children
        return self._make_whole if each.contract.partition else self._make_and_compare

    def _carry_over(self, _: Model) -> Change:
        return Change.NONE

    def _leave_to_children(self, _: Model) -> Change:
        """A relation that is not stored is made when one is made from it that is."""
        return Change.ALL

    def _leave_parts(self, _: Model) -> Change:
        return Change.TOUCHED

    def _make_whole(self, each: Model) -> Change:
        self._whole(each)
        return Change.ALL

    def _make_and_compare(self, each: Model) -> Change:
        """Makes a relation without partition again, and puts it in the place of the last build's where they differ."""
        self._create(each, each.part)
        names = {"relation": each.relation, "part": each.part}
        ((added, gone),) = self._database.query("sql/increment/difference.sql", **names)
        if not added and not gone:
            return Change.NONE
        self._store("replace", each)
        return Change.ADDED if each.contract.spares_old_chats and not gone else Change.ALL

    def _merge(self, each: Model) -> Change:
        """Makes the part of a relation that new events touch, and puts it in the place of what was there of it."""
        self._part(each)
        self._store("merge", each, partition=each.contract.partition)
        return Change.TOUCHED

    def _append(self, each: Model) -> Change:
        """Makes the rows of new events, and adds those that the relation does not hold."""
        self._part(each)
        return Change.ALL if self._store("add", each) else Change.NONE

    def _whole(self, each: Model) -> None:
        """Makes a relation of all events, after those that are not stored and that it is made from."""
        for parent in map(model_named, each.parents):
            if not parent.is_stored and parent.name not in self._wholes:
                self._whole(parent)
        self._wholes.add(each.name)
        self._create(each, each.relation)

    def _part(self, each: Model) -> None:
        """Makes the part of a relation that new events touch, after the parts that it is made from."""
        for parent in map(model_named, each.parents):
            if parent.contract.partition and parent.name not in self._parts:
                self._part(parent)
        self._parts.add(each.name)
        self._create(each, each.part, parts=True)

    def _create(self, each: Model, relation: str, *, parts: bool = False) -> None:
        started = time.monotonic()
        make_relation(self._database, each, self._settings, relation, parts=parts)
        self._seconds[each.name] += time.monotonic() - started

    def _store(self, how: str, each: Model, **context: Any) -> int:
        """Puts a part into the stored relation; returns the number of rows inserted."""
        started = time.monotonic()
        names = {"relation": each.relation, "part": each.part}
        ((rows,),) = self._database.query(f"sql/increment/{how}.sql", **names, **context)
        self._seconds[each.name] += time.monotonic() - started
        return int(rows)

    def _made(self, each: Model, decision: _Decision, mark: Fingerprint) -> Made:
        is_whole = each.is_stored or each.name in self._wholes
        relation = each.relation if is_whole else each.part if each.name in self._parts else ""
        is_part = decision.ran is Ran.TOUCHED and each.name in self._parts
        changed = "" if decision.ran is Ran.NOTHING else each.part if is_part else relation
        rows = int(self._database.value(f"select count(*) from {relation}")) if relation and not each.is_view else 0
        return Made(
            model=each,
            ran=decision.ran,
            reason=decision.reason,
            relation=relation,
            changed=changed,
            rows=rows,
            seconds=self._seconds[each.name],
            fingerprint=mark,
        )
