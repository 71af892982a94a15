"""SQLAlchemy reflects a warehouse as the contracts have it, and it is known when it sees a new build."""

from __future__ import annotations

from pathlib import Path

import pytest

from clients import warehouses
from clients.environments import client

pytestmark = pytest.mark.slow


def test_every_table_and_view_is_reflected_as_its_contract_has_it(sample: Path) -> None:
    warehouse = sample / "warehouse.duckdb"
    found = client("sqlalchemy", "in_sqlalchemy.py", warehouse)
    relations, promised = found["relations"], warehouses.columns(warehouse)
    assert relations.keys() == promised.keys()
    for relation, columns in promised.items():
        assert relations[relation]["columns"] == columns, relation
        assert relations[relation]["comment"], relation
        assert [[relations[relation]["rows"]]] == warehouses.rows(warehouse, f"select count(*) from {relation}")
    assert found["states"] == warehouses.rows(warehouse, warehouses.STATES)
    assert found["lists"] == warehouses.rows(warehouse, warehouses.LISTS)


def test_a_pool_keeps_the_old_build_until_it_is_disposed(sample: Path, tmp_path: Path) -> None:
    warehouse, successor = warehouses.copies(sample, tmp_path)
    old, new = warehouses.count(warehouse), warehouses.count(successor)
    assert old > new
    counts = client("sqlalchemy", "in_sqlalchemy.py", warehouse, successor)
    assert counts == {"queue": [old, old, new], "null": [old, new, new]}
