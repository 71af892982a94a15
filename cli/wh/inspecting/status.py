"""The state of things: loads, builds, freshness and findings, and the export log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wh.building import publish
from wh.engine.database import Database, Table
from wh.errors import FaultError
from wh.home.home import Home
from wh.inspecting.arrivals import pull_table, webhook_table
from wh.loading.raw import attach_raw
from wh.rendering.template import render


def status_tables(home: Home) -> Iterator[tuple[str, str, Table]]:
    """The tables that show how things stand, each with its key and its title."""
    if (pulled := pull_table(home))[1]:
        yield "pulls", "Pulled from the platform (UTC)", pulled
    if (received := webhook_table(home))[1]:
        yield "webhooks", "Webhooks (UTC)", received
    if not home.raw.exists() and (pulled[1] or received[1]):
        return
    with _loaded(home) as database:
        yield "loads", "Last loads (UTC)", database.table(render("sql/status/loads.sql", {}))
        for catalog, title, path, count in _builds(home):
            if path.exists():
                database.attach(path, catalog, read_only=True)
                builds = render("sql/status/builds.sql", {"catalog": catalog, "count": count})
                yield catalog, f"{title} (UTC)", database.table(builds)
        if home.warehouse.exists():
            yield (
                "freshness",
                "Freshness (UTC)",
                database.table("from last.meta.freshness where events > 0 order by kind"),
            )
            yield "findings", "Findings of the last build", database.table("from last.meta.checks")
            models = render("sql/status/models.sql", {"catalog": "last"})
            yield "models", "Tables and steps, and what the last build did for each", database.table(models)


def export_log(home: Home) -> Table:
    """The export log, newest first."""
    with _loaded(home) as database:
        return database.table(render("sql/status/exports.sql", {}))


def built_at(home: Home) -> str:
    """When the published warehouse was built, in UTC, to the second."""
    with Database(home.built(), read_only=True) as database:
        return str(database.value("select strftime(max_by(built_at, build_id), '%Y-%m-%d %H:%M:%S') from meta.builds"))


@contextmanager
def _loaded(home: Home) -> Iterator[Database]:
    """A database with the home's raw events attached; a FaultError where there are none yet."""
    if not home.raw.exists():
        raise FaultError(
            f"nothing was loaded into {home.path} yet",
            "put files into events and run `wh load` or `wh build` first; `wh pull` fetches them from the platform",
        )
    with Database() as database:
        attach_raw(database, home)
        yield database


def _builds(home: Home) -> list[tuple[str, str, Path, int]]:
    """Files of builds: catalog, title, path, and how many builds of its history are shown."""
    target = home.warehouse.resolve()
    return [
        ("last", "Last builds", target, 5),
        ("previous", "The previous build, for `wh rollback`", publish.previous(target), 1),
        ("refused", "Held back by its checks, see `wh check --last`", publish.refused(target), 1),
    ]
