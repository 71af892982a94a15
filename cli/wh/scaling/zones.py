"""The time zones of DuckDB and Spark compared: each brings its own data, of its own year."""

from __future__ import annotations

from wh.engine.database import Database, Row
from wh.errors import FaultError
from wh.scaling.cluster import Cluster

_TEMPLATE = "sql/spark/zones.sql"


def compare_zones(cluster: Cluster, zones: list[str], first_ms: int, last_ms: int) -> None:
    """A FaultError that names zones in which the two engines have another local time between two instants, in ms."""
    if not zones:
        return
    with Database() as database:
        ours = _changes(database.query(_TEMPLATE, zones=zones, first_ms=first_ms, last_ms=last_ms))
    theirs = _changes(cluster.query(_TEMPLATE, zones=zones, first_ms=first_ms, last_ms=last_ms))
    odd = {zone: min(rows ^ theirs.get(zone, set())) for zone, rows in ours.items() if rows != theirs.get(zone, set())}
    if odd:
        told = ", ".join(f"{zone} (from {at:%Y-%m-%d} on)" for zone, (at, _) in sorted(odd.items()))
        raise FaultError(
            f"DuckDB and Spark differ in what time it is in {told}", "update Java's time zone data (tzdata)"
        )


def _changes(rows: list[Row]) -> dict[str, set[Row]]:
    """The instants at which the offset of a zone changed, with the offset, by zone."""
    found: dict[str, set[Row]] = {}
    for zone, at, offset_ms in rows:
        found.setdefault(zone, set()).add((at, offset_ms))
    return found
