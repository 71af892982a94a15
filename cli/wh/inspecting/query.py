"""Looking into a home: ad-hoc SQL, the rows and the SQL of a model, and the state of things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from wh.building import publish, relations
from wh.engine.database import Database
from wh.errors import FaultError
from wh.home.home import Home
from wh.loading.raw import scratch
from wh.models.model import model_named

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]


def ask(home: Home, sql: str) -> Table:
    """Names and rows that a user's SQL gives, read-only, with the raw events attached as `raw`."""
    with Database(home.built(), read_only=True) as database:
        if home.raw.exists() and re.search(r"\braw\b", sql, re.IGNORECASE):  # else a load need not wait for this query
            database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
        database.confine()
        return database.table(sql)


def sample(home: Home, name: str, rows: int) -> Table:
    """Some rows of a model: of the published relation, or made for this where the file does not hold it."""
    each = model_named(name)
    if each.is_published:
        return ask(home, f"select * from {each.relation} limit {rows}")
    with scratch(home) as database:
        relations.run(database, home.settings, [name])
        return database.table(f"select * from {each.relation} limit {rows}")


def rendered(home: Home, name: str) -> str:
    """The SQL a model is made by, its templates filled in."""
    each = model_named(name)
    with scratch(home) as database:
        if each.contract.dynamic:
            relations.run(database, home.settings, ["profile_keys"])
        return relations.select(database, each, home.settings).sql


def built_at(home: Home) -> str:
    """When the published warehouse was built, in UTC, to the second."""
    with Database(home.built(), read_only=True) as database:
        return str(database.value("select strftime(max(built_at), '%Y-%m-%d %H:%M:%S') from meta.builds"))


def exports(home: Home) -> Table:
    """The export log, newest first; row_counts, filters and options are JSON."""
    if not home.raw.exists():
        raise FaultError(f"nothing was loaded into {home.path} yet", "`wh load` or `wh build` does")
    with Database() as database:
        database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
        names = "exported_at, manager_id, reason, file, filters, options, row_counts"
        return database.table(f"select {names} from raw.exports order by exported_at desc")


def status(home: Home) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]:
    """Title, names and rows of each table that tells how things stand."""
    if not home.raw.exists():
        raise FaultError(f"nothing was loaded into {home.path} yet", "`wh load` or `wh build` does")
    with Database() as database:
        database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
        recent = "from raw.loads order by load_id desc limit 5"
        yield (
            "Last loads (UTC)",
            *database.table(f"select load_id, finished_at, files, events, new, duplicate, rejected {recent}"),
        )
        builds = "select built_at, scope, reason, chats, round(seconds, 1) as seconds, last_load_id, wh_version"
        for number, (title, path, count) in enumerate(_builds(home)):
            if path.exists():
                database.attach(path, f"build_{number}", read_only=True)
                recent = f"from build_{number}.meta.builds order by built_at desc limit {count}"
                yield f"{title} (UTC)", *database.table(f"{builds} {recent}")
        if home.warehouse.exists():
            yield "Freshness (UTC)", *database.table("from build_0.meta.freshness where events > 0 order by kind")
            yield "Findings of the last build", *database.table("from build_0.meta.checks")
            yield (
                "Tables and steps, and what the last build did for each",
                *database.table(
                    "select name, row_count, scope, reason, round(seconds, 2) as seconds"
                    " from build_0.meta.models where layer not in ('reports', 'sheets') order by name"
                ),
            )


def _builds(home: Home) -> list[tuple[str, Path, int]]:
    """Files of builds: title, path, and how many builds of its history are shown."""
    target = home.warehouse.resolve()
    return [
        ("Last builds", target, 5),
        ("The build before it, for `wh rollback`", publish.previous(target), 1),
        ("Held back by its checks, see `wh check --build last`", publish.refused(target), 1),
    ]
