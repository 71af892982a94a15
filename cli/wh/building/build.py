"""`wh build`: rebuilds what is stale from raw events, checks it, and publishes the result as one file."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from wh.building import freshness, publish, record
from wh.building.freshness import LastBuild, hash_of_inputs, last_build
from wh.building.increment import Made, Ran, find_touched, make_stale
from wh.building.notes import notes
from wh.building.record import Built
from wh.engine.database import Database
from wh.errors import ChangedError, DamagedError, FaultError
from wh.home.home import Home
from wh.loading.raw import attach_raw
from wh.models import lint
from wh.models.checks import Finding, listed, recorded_findings, run_checks
from wh.models.comments import describe
from wh.models.relations import Progress, add_settings


@dataclass(frozen=True)
class BuildOptions:
    """How to build: everything, despite findings, with a profile, within a memory limit like "2GB"."""

    full: bool = False
    despite_findings: bool = False
    profile: bool = False
    memory_limit: str | None = None


def build_warehouse(
    home: Home, options: BuildOptions = BuildOptions(), progress: Progress = lambda *_: None
) -> Built | None:
    """Brings the warehouse up to raw.duckdb and publishes the result; after an error the published file is as before.

    Returns None, and publishes nothing, where nothing has changed since the last build. A finding of severity error is
    a FaultError. The caller has claimed the home, and opened its raw.duckdb for writing before.
    """
    started = time.monotonic()
    with Database() as database:
        attach_raw(database, home)
        last = last_build(home, database)
    if options.full:
        last = last.without(freshness.FULL)
    if last.is_current:
        return None
    with Database() as database:
        lint.refuse(database)
    try:
        built = _publish(home, last, options, progress, started)
    except (DamagedError, ChangedError) as error:  # a part of the last build that nobody had read so far, or just now
        if last.unusable:
            raise
        why = freshness.DAMAGED if isinstance(error, DamagedError) else freshness.WRITTEN_INTO
        built = _publish(home, last.without(why), options, progress, started)
    return replace(built, seconds=time.monotonic() - started)


def _publish(home: Home, last: LastBuild, options: BuildOptions, progress: Progress, started: float) -> Built:
    """Makes the next file beside the published one, audits it, and puts it in its place."""
    target, wait = home.warehouse.resolve(), home.settings.wait
    with publish.next_file(target) as file, Database() as database:
        database.spill(home.path, options.memory_limit)
        profiles = database.profile() if options.profile else []
        attach_raw(database, home)
        touched = _copy_and_search(database, last, target, file, wait)
        add_settings(database, home.settings)
        database.attach(file, "warehouse")
        built = _make(database, home, last, touched, progress, started)
        publish.seal(database, file)
        if options.profile:
            home.profile.write_text(record.profile(built, profiles), "utf-8")
        publish.audit(file)
        if built.errors and not options.despite_findings:
            _hold_back(file, target, built.errors)
        publish.swap(file, target, wait)
        publish.refused(target).unlink(missing_ok=True)
    return built


def _copy_and_search(database: Database, last: LastBuild, target: Path, file: Path, wait: float) -> dict[str, int]:
    """Copies the last build to go on from, while raw events are searched for what new ones touch."""
    with ThreadPoolExecutor(1) as pool:
        copying = pool.submit(publish.copy, target, file, last.writes, wait) if not last.unusable else None
        touched = find_touched(database, last)
        if copying:
            copying.result()
    return touched


def _make(
    database: Database, home: Home, last: LastBuild, touched: Mapping[str, int], progress: Progress, started: float
) -> Built:
    """The whole warehouse, in the attached `warehouse`, which has what can be carried over from the last build."""
    database.run("sql/build/schemas.sql")
    made = make_stale(database, home.settings, last, touched, progress)
    describe(database, [each.model for each in made if each.ran is Ran.ALL])
    built = Built(
        unusable=last.unusable,
        chats=int(database.value("select count(*) from main.user_chats")) if last.unusable else touched["chat"],
        models=made,
        inputs=hash_of_inputs(home.settings),
        findings=_findings(database, made, [] if last.unusable else recorded_findings(database)),
        notes=notes(database, home.settings),
        seconds=time.monotonic() - started,
    )
    record.write(database, built, history=last.builds if last.unusable else ())
    return built


def _findings(database: Database, made: Sequence[Made], last: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of the checks, which read what changed, and all of a model in which the last build had findings."""
    found = {each.model for each in last}
    changed = {each.model.name for each in made if each.changed}
    tables = [each for each in made if each.changed and not each.model.is_view]  # `wh check` reads the views too
    checked = {each.model: each.relation if each.model.name in found else each.changed for each in tables}
    return (*(each for each in last if each.model not in changed), *run_checks(database, checked))


def _hold_back(file: Path, target: Path, errors: Sequence[Finding]) -> None:
    """Keeps a build with errors beside the published one, for inspection, and raises a FaultError that names them."""
    file.replace(publish.refused(target))
    raise FaultError(
        f"not published, {target.name} stays as it was: checks found\n      {listed(errors)}",
        "`wh check --last` shows the rows; `wh build --despite-findings` publishes anyway",
    )
