"""`wh check --fresh --rejects`: whether all is well, for a monitor that reads the exit code."""

from __future__ import annotations

from datetime import timedelta

from wh.building import publish
from wh.engine.database import Database
from wh.home.home import Home
from wh.loading.raw import attach_raw

HOUR_MS = 3_600_000


def complaints(home: Home, fresh: timedelta | None, rejects: int | None) -> list[str]:
    """What is not well: the newest event is older than `fresh`; the last load rejected more than `rejects`.

    A build that its checks held back is never well.
    """
    found = []
    if publish.refused(home.warehouse.resolve()).exists():
        found.append("the last build was held back by its checks; `wh check --last` shows the rows")
    with Database(home.built(), read_only=True) as database:
        attach_raw(database, home)
        ((newest, age_ms, rejected),) = database.query("sql/status/health.sql")
    if fresh is not None and (newest is None or age_ms > fresh / timedelta(milliseconds=1)):
        found.append(
            f"the newest event is {age_ms / HOUR_MS:,.1f} hours old, of {newest} UTC" if newest else "there is no event"
        )
    if rejects is not None and (rejected or 0) > rejects:
        found.append(f"the last load rejected {rejected:,}; `wh sql 'from raw.rejects'` shows them")
    return found
