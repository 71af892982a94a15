"""A warehouse reads the same in every DuckDB that a tool may bring along."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clients import warehouses
from clients.environments import HERE, client
from clients.in_duckdb import contents

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.version_info >= (3, 13), reason="DuckDB 1.0.0 was not made for this Python"),
]
VERSIONS = sorted(lock.stem.removeprefix("duckdb-") for lock in HERE.glob("duckdb-*.lock"))


def test_the_oldest_and_the_newest_are_among_them() -> None:
    assert {"1.0.0", "2.0.0"} <= set(VERSIONS)
    assert {version.rpartition(".")[0] for version in VERSIONS} >= {"1.4", "1.5"}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_comment_list_and_macro_reads_the_same(version: str, sample: Path) -> None:
    warehouse = sample / "warehouse.duckdb"
    theirs, ours = client(f"duckdb-{version}", "in_duckdb.py", warehouse), contents(str(warehouse))
    assert theirs.pop("version") == version
    ours.pop("version")
    assert theirs == ours


@pytest.mark.parametrize("version", VERSIONS)
def test_a_new_build_is_seen_when_every_connection_to_the_old_is_closed(
    version: str, sample: Path, tmp_path: Path
) -> None:
    warehouse, successor = warehouses.copies(sample, tmp_path)
    old, new = warehouses.count(warehouse), warehouses.count(successor)
    assert client(f"duckdb-{version}", "in_duckdb.py", warehouse, successor) == [old, old, old, new]


def test_what_is_read_is_whole(sample: Path) -> None:
    warehouse = sample / "warehouse.duckdb"
    found, promised = contents(str(warehouse)), warehouses.columns(warehouse)
    for relation, columns in promised.items():
        assert [column for name, *column in found["columns"] if name == relation] == columns, relation
    assert all(found["comments"][relation] for relation in promised)
    assert found["rows"]["main.user_chats"][0] == found["rows"]["sheets.user_chats"][0] > 400
    assert all(found["macros"].values())
    assert any(len(tags) > 1 for _, tags, *_ in found["lists"])
