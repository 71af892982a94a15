"""DuckDB's client for Node.js, on which Evidence and others stand, reads a warehouse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clients import warehouses
from clients.environments import node

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node.js and npm are not there"),
]


def test_every_relation_type_and_list_is_read_and_nothing_written(sample: Path) -> None:
    warehouse = sample / "warehouse.duckdb"
    found = node("in_node.mjs", warehouse)
    relations = warehouses.columns(warehouse)
    assert dict(found["columns"]) == warehouses.types(warehouse)
    assert found["lists"] == warehouses.rows(warehouse, warehouses.LISTS)
    assert [[state, int(count), waited and int(waited)] for state, count, waited in found["states"]] == warehouses.rows(
        warehouse, warehouses.STATES
    )
    assert relations.keys() <= found["counts"].keys()
    for relation, number in found["counts"].items():
        assert [[number]] == warehouses.rows(warehouse, f"select count(*) from {relation}")
    assert "read-only" in found["refused"]
