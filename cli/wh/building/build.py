"""`wh build`: models to relations, checked against their contracts, published as one file."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from wh.building import checks, freshness, increment, publish, record, relations
from wh.building.checks import Finding
from wh.building.freshness import Since
from wh.building.increment import Made, Scope
from wh.building.relations import Progress
from wh.engine.database import Database, Profile
from wh.errors import DamagedError, FaultError
from wh.home.home import Home
from wh.home.settings import Settings

NAMED = 6  # models that are named of those that ran for the same reason; `wh status` has all


@dataclass(frozen=True)
class Built:
    """What a build made, model by model, in so many seconds, and what the checks found; `whole` says why all of it."""

    whole: str
    chats: int
    models: tuple[Made, ...]
    seconds: float
    findings: tuple[Finding, ...]
    unknown_channels: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why anything was made at all."""
        found = {each.reason for each in self.models if each.scope is not Scope.NOTHING}
        return self.whole or ", ".join(sorted(reason for reason in found if not reason.endswith(" changed")))

    @property
    def reasons(self) -> list[str]:
        """Why what ran over what, a line for each reason."""
        if self.whole:
            return [f"everything is made anew: {self.whole}"]
        groups: dict[tuple[str, Scope], list[str]] = {}
        for each in self.models:
            if each.scope is not Scope.NOTHING:
                groups.setdefault((each.reason, each.scope), []).append(each.model.name)
        of = {Scope.TOUCHED: f"of {self.chats:,} chats and their customers", Scope.ALL: "of all"}
        return [f"{reason}: {_listed(names)} ({of[scope]})" for (reason, scope), names in groups.items()]

    @property
    def marts(self) -> dict[str, int]:
        """Rows of the tables people query first."""
        rows = {each.model.name: each.rows for each in self.models}
        return {name: rows[name] for name in ("user_chats", "messages", "users")}


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class How:
    """How to build: all of it anew, despite errors that checks find, with a profile, in so much memory ("2GB")."""

    full: bool = False
    despite_findings: bool = False
    profile: bool = False
    memory: str | None = None


def build(home: Home, progress: Progress = lambda *_: None, how: How = How()) -> Built | None:
    """Brings the warehouse up to raw.duckdb and publishes the result; on any error the last warehouse stays.

    Returns None, and publishes nothing, where nothing has changed since the last build. A finding of severity error is
    a FaultError. The caller has claimed the home, and opened its raw.duckdb for writing before.
    """
    started = time.monotonic()
    with Database() as database:
        database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
        last = freshness.last_build(home, database)
    if how.full:
        last = last.anew("--full")
    if last.is_current:
        return None
    try:
        built = _published(home, last, progress, how, started)
    except DamagedError:  # of a part of the last build that nobody had read so far
        if last.whole:
            raise
        built = _published(home, last.anew("the last build is damaged"), progress, how, started)
    return replace(built, seconds=time.monotonic() - started)


def _published(home: Home, last: Since, progress: Progress, how: How, started: float) -> Built:
    target, wait = home.warehouse.resolve(), home.settings.wait
    with publish.next_file(target) as file, Database() as database:
        database.spill(home.path, how.memory)
        profiles = database.profile() if how.profile else []
        database.attach(home.raw, "raw", read_only=True, wait=wait)
        with ThreadPoolExecutor(1) as pool:  # raw events are searched while the last build is copied
            copying = pool.submit(publish.copy, target, file, wait) if not last.whole else None
            touched = increment.touch(database, last)
            if copying:
                copying.result()
        relations.prepare(database, home.settings)
        database.attach(file, "warehouse")
        built = _make(database, home.settings, last, touched, progress, started)
        built_us = record.built_us(database)
        database.execute("use memory; checkpoint warehouse; detach warehouse")
        publish.date(file, built_us)
        if how.profile:
            _write_profile(home, built, profiles)
        publish.audit(file)
        if not how.despite_findings:
            _hold_back(file, target, [each for each in built.findings if each.severity == "error"])
        publish.swap(file, target, wait)
        publish.refused(target).unlink(missing_ok=True)
    return built


def _make(
    database: Database, settings: Settings, last: Since, touched: Mapping[str, int], progress: Progress, started: float
) -> Built:
    """The whole warehouse, in the attached `warehouse`, which has what can be carried over from the last build."""
    database.run("sql/schemas.sql")
    made = increment.run(database, settings, last, touched, progress)
    record.describe(database, [each.model for each in made if each.scope is Scope.ALL])
    findings = _findings(database, made, [] if last.whole else checks.recorded(database))
    chats = int(database.value("select count(*) from main.user_chats")) if last.whole else touched["chat"]
    built = Built(last.whole, chats, made, time.monotonic() - started, findings, _unknown_channels(database))
    row = ("all" if last.whole else "new", built.reason, chats, built.seconds, freshness.made_of(settings))
    record.record(database, made, findings, row, last.builds if last.whole else ())
    return built


def _findings(database: Database, made: Sequence[Made], last: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the checks find: in what changed, and in all rows of a model that they found something in the last time."""
    found = {each.model for each in last}
    changed = {each.model.name for each in made if each.changed}
    checked = {each.model: each.relation if each.model.name in found else each.changed for each in made if each.changed}
    return (*(each for each in last if each.model not in changed), *checks.run(database, checked))


def _unknown_channels(database: Database) -> tuple[str, ...]:
    """Channels whose hours nobody knows."""
    return tuple(row[0] for row in database.rows("select id from main.channels where not is_known order by id"))


def _hold_back(file: Path, target: Path, errors: list[Finding]) -> None:
    """Keeps a build with errors aside, to be looked at; a FaultError if there are any."""
    if errors:
        file.replace(publish.refused(target))
        lines = "\n      ".join(f"{each.model}: {each.check}: {each.rows} rows" for each in errors)
        raise FaultError(
            f"not published, {target.name} stays as it was: checks found\n      {lines}",
            "`wh check --build last` shows the rows; `wh build --despite-findings` publishes all the same",
        )


def _write_profile(home: Home, built: Built, statements: list[Profile]) -> None:
    models = [
        {"model": each.model.name, "scope": each.scope.value, "reason": each.reason, "rows": each.rows}
        | {"seconds": round(each.seconds, 6)}
        for each in built.models
    ]
    home.profile.write_text(json.dumps({"models": models, "statements": statements}, indent=1), "utf-8")
