"""pandas, polars, Arrow, ADBC and ibis read main.user_chats with the right types and values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clients import warehouses
from clients.environments import client

pytestmark = pytest.mark.slow
TYPES = {
    "pandas": {
        "VARCHAR": {"str"},
        "VARCHAR[]": {"object"},
        "BIGINT": {"int64", "Int64"},  # Int64 where there are NULLs
        "TIMESTAMP": {"datetime64[us]"},
        "DATE": {"datetime64[us]"},
    },
    "polars": {
        "VARCHAR": {"String"},
        "VARCHAR[]": {"List(String)"},
        "BIGINT": {"Int64"},
        "TIMESTAMP": {"Datetime(time_unit='us', time_zone=None)"},
        "DATE": {"Date"},
    },
    "arrow": {
        "VARCHAR": {"string"},
        "VARCHAR[]": {"list<l: string>"},
        "BIGINT": {"int64"},
        "TIMESTAMP": {"timestamp[us]"},
        "DATE": {"date32[day]"},
    },
    "ibis": {
        "VARCHAR": {"string"},
        "VARCHAR[]": {"array<string>"},
        "BIGINT": {"int64"},
        "TIMESTAMP": {"timestamp(6)"},
        "DATE": {"date"},
    },
}
TYPES["adbc"] = TYPES["arrow"]
FACTS = """
select sum(waiting_time)::bigint, count(*) - count(waiting_time), min(created_at)::varchar, count(distinct created_on)
from main.user_chats
"""


def unlike(found: dict[str, str], kind: str, warehouse: Path) -> dict[str, tuple[str, str]]:
    """Columns that a client gives another type than it should, or does not have at all."""
    wanted = warehouses.types(warehouse)
    names = wanted.keys() | found.keys()
    pairs = {name: (wanted.get(name, ""), found.get(name, "")) for name in sorted(names)}
    return {name: (ours, theirs) for name, (ours, theirs) in pairs.items() if theirs not in TYPES[kind].get(ours, ())}


@pytest.fixture(scope="module")
def frames(sample: Path) -> Any:
    return client("frames", "in_frames.py", sample / "warehouse.duckdb")


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "adbc"])
def test_types_and_values_are_those_of_the_warehouse(kind: str, frames: Any, sample: Path) -> None:
    warehouse = sample / "warehouse.duckdb"
    found = frames[kind]
    assert not unlike(found["types"], kind, warehouse)
    ((waited, unanswered, first, days),) = warehouses.rows(warehouse, FACTS)
    assert [found["waited"], found["unanswered"], found["days"]] == [waited, unanswered, days]
    assert found["first"].rstrip("0") == first.rstrip("0")
    assert [list(pair) for pair in zip(found["ids"], found["tags"], strict=True)] == warehouses.rows(
        warehouse, warehouses.LISTS
    )


def test_adbc_cannot_write_when_told_to_read(frames: Any) -> None:
    assert "read-only" in frames["adbc"]["refused"]


def test_ibis_reads_it_and_sees_a_new_build_when_nothing_holds_the_old(sample: Path, tmp_path: Path) -> None:
    warehouse, successor = warehouses.copies(sample, tmp_path)
    old, new = warehouses.count(warehouse), warehouses.count(successor)
    states, lists, promised = (
        warehouses.rows(warehouse, warehouses.STATES),
        warehouses.rows(warehouse, warehouses.LISTS),
        warehouses.columns(warehouse).keys(),
    )
    found = client("ibis", "in_ibis.py", warehouse, successor)
    assert not unlike(found["types"], "ibis", sample / "warehouse.duckdb")
    assert {f"{schema}.{name}" for schema, names in found["relations"].items() for name in names} == promised
    assert [found["states"], found["lists"], found["sheet"]] == [states, lists, old]
    assert found["replaced"] == [old, old, old, new]
