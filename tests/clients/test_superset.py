"""Superset connects read-only, makes a dataset of a table and draws a chart whose numbers are the warehouse's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clients import warehouses
from clients.environments import client

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.version_info >= (3, 13), reason="Superset 6.1 does not run on this Python"),
]
CHART = """
select state, count(*), sum(waiting_time)::bigint
from main.user_chats
where created_at_local >= timestamp '2025-04-01' and created_at_local < timestamp '2026-01-01'
group by state
order by state
"""
GENERIC = {"VARCHAR": 1, "BIGINT": 0, "TIMESTAMP": 2, "DATE": 2}  # Superset's numbers for text, number, time
LIST = "UNKNOWN"  # what Superset makes of a list: no type, nothing to filter by


def test_a_chart_shows_the_numbers_of_the_warehouse_and_then_those_of_the_next(sample: Path, tmp_path: Path) -> None:
    warehouse, successor = warehouses.copies(sample, tmp_path)
    before, after = warehouses.rows(warehouse, CHART), warehouses.rows(successor, CHART)
    promised = warehouses.columns(warehouse)
    found = client("superset", "in_superset.py", warehouse, successor, tmp_path)
    assert {"warehouse.main", "warehouse.sheets", "warehouse.meta"} <= set(found["schemas"])
    columns = {
        name: [LIST, None, False, doc] if type_.endswith("[]") else [type_, GENERIC[type_], GENERIC[type_] == 2, doc]
        for name, type_, doc in promised["main.user_chats"]
    }
    assert {
        name: [type_.removesuffix(" WITHOUT TIME ZONE"), *rest] for name, type_, *rest in found["columns"]
    } == columns
    assert found["sheet"] == len(promised["sheets.user_chats"])
    assert found["chart"] == before
    assert found["replaced"] == after != before
