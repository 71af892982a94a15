"""A build of what is new: each model runs over all events, over the chats and customers they touch, or not at all."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from wh.building import relations
from wh.building.freshness import Fingerprint, Since, fingerprint
from wh.building.relations import Progress
from wh.engine.database import Database
from wh.home.settings import Settings
from wh.loading.kinds import kinds
from wh.models.model import Model, all_models, build_order, model_named


class Scope(Enum):
    """Over what a model runs, and of what its children must take note."""

    NOTHING = ""
    TOUCHED = "touched"
    ADDED = "added"  # of a covering relation: rows, none of them changed
    ALL = "all"


@dataclass(frozen=True)
class Made:
    """What a build did for one model: over what it ran and why, where its rows are, how many, and how long it took.

    `changed` is the relation of the rows that may differ from those of the last build. Both are "" of a model that is
    not stored and was not needed.
    """

    model: Model
    scope: Scope
    reason: str
    relation: str
    changed: str
    rows: int
    seconds: float
    fingerprint: Fingerprint


def touch(database: Database, since: Since) -> dict[str, int]:
    """Finds what events since the last build touch, and puts all events of that aside; how many chats and customers."""
    partitions = {kind.partition.by for kind in kinds() if kind.partition}
    if not since.kinds:
        return dict.fromkeys(partitions, 0)
    database.run("sql/increment/touched.sql", load_id=since.load_id)
    while database.query("sql/increment/linked.sql")[0][0]:
        pass
    database.run("sql/increment/events.sql", kinds=kinds())
    return {by: int(database.value(f"select count(*) from memory.touched.{by}")) for by in partitions}


def run(
    database: Database,
    settings: Settings,
    since: Since,
    touched: Mapping[str, int],
    progress: Progress = lambda *_: None,
) -> tuple[Made, ...]:
    """Brings the relations of the last build, in the attached `warehouse`, up to the attached raw events.

    Has to be given the settings as tables (`relations.prepare`) and what `touch` found. What each model needs follows
    from its contract and its parents; none of them knows.
    """
    return _Run(database, settings, since, touched).run(progress)


class _Run:
    def __init__(self, database: Database, settings: Settings, since: Since, touched: Mapping[str, int]) -> None:
        self._database = database
        self._settings = settings
        self._since = since
        self._moved: dict[str, Scope] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._wholes: set[str] = set()
        self._parts: set[str] = set()
        self._touched = touched

    def run(self, progress: Progress) -> tuple[Made, ...]:
        models = build_order(all_models())
        decided = []
        for number, each in enumerate(models):
            progress(each.name, number, len(models))
            sql = relations.select(self._database, each, self._settings)
            mark = fingerprint(self._database, each, sql)
            changed = self._since.whole or mark.differs(self._since.models.get(each.name))
            scope, reason = (Scope.ALL, changed) if changed else self._scope(each, sql.sources)
            self._moved[each.name] = self._make(each, scope, anew=bool(changed))
            decided.append((each, scope, reason, mark))
        progress("", len(models), len(models))
        return tuple(self._made(*each) for each in decided)

    def _scope(self, each: Model, sources: frozenset[str]) -> tuple[Scope, str]:
        """Over what an unchanged model must run, and why; its parents have been made."""
        parents = each.parents
        if each.is_view:
            return Scope.NOTHING, ""
        if parent := next((name for name in parents if self._moved[name] is Scope.ALL), ""):
            return Scope.ALL, f"{parent} changed"
        if each.contract.partition:
            return (Scope.TOUCHED, "new events") if self._touched[each.contract.partition.by] else (Scope.NOTHING, "")
        if sources & self._since.kinds or any(self._moved[name] is not Scope.NOTHING for name in parents):
            return (Scope.TOUCHED if each.contract.monotone else Scope.ALL), "new events"
        return Scope.NOTHING, ""

    def _make(self, each: Model, scope: Scope, *, anew: bool) -> Scope:
        """Makes what of a stored model is new, and what that takes; returns what its children must take note of."""
        if scope is Scope.NOTHING or not each.is_stored:
            return scope
        if scope is Scope.ALL:
            if anew or each.contract.partition:
                self._whole(each)
                return scope
            return self._again(each)
        self._part(each)
        if each.contract.partition:
            self._store("merge", each, partition=each.contract.partition)
            return scope
        return Scope.ALL if self._store("add", each) else Scope.NOTHING

    def _again(self, each: Model) -> Scope:
        """Makes a relation without partition again, and puts it in the place of the last build's where they differ."""
        self._create(each, each.part)
        names = {"relation": each.relation, "part": each.part}
        ((added, gone),) = self._database.query("sql/increment/difference.sql", **names)
        if not added and not gone:
            return Scope.NOTHING
        self._store("replace", each)
        return Scope.ADDED if each.contract.covering and not gone else Scope.ALL

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
        relations.create(self._database, each, self._settings, relation, parts=parts)
        self._seconds[each.name] += time.monotonic() - started

    def _store(self, how: str, each: Model, **context: Any) -> int:
        """Puts a part into the stored relation; returns how many rows went in."""
        started = time.monotonic()
        names = {"relation": each.relation, "part": each.part}
        ((rows,),) = self._database.query(f"sql/increment/{how}.sql", **names, **context)
        self._seconds[each.name] += time.monotonic() - started
        return int(rows)

    def _made(self, each: Model, scope: Scope, reason: str, mark: Fingerprint) -> Made:
        is_whole = each.is_stored or each.name in self._wholes
        relation = each.relation if is_whole else each.part if each.name in self._parts else ""
        is_part = scope is Scope.TOUCHED and each.name in self._parts
        changed = "" if scope is Scope.NOTHING else each.part if is_part else relation
        rows = int(self._database.value(f"select count(*) from {relation}")) if relation and not each.is_view else 0
        return Made(each, scope, reason, relation, changed, rows, self._seconds[each.name], mark)
