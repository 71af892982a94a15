"""What docs/bi.md tells to type in Python works, and the versions it names are those that are tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clients.environments import HERE, ran

pytestmark = pytest.mark.slow
PAGE = (HERE.parents[1] / "docs" / "bi.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ENVIRONMENTS = {"sqlalchemy": "sqlalchemy", "duckdb": "frames", "adbc_driver_duckdb": "frames", "ibis": "ibis"}
NAMED = {
    "superset": ("apache-superset 6.1.0", "duckdb-engine 0.17.0", "duckdb 2.0.0"),
    "sqlalchemy": ("sqlalchemy 2.1", "duckdb-sqlalchemy 1.5.6.5", "duckdb 1.5.6"),
    "frames": ("pandas 3.1", "polars 2.1", "duckdb 2.0.0"),
    "ibis": ("ibis-framework 12.0.0", "duckdb 1.5.6"),
}


def first_import(block: str) -> str:
    found = re.match(r"import (\w+)", block)
    assert found, block
    return found[1]


@pytest.mark.parametrize("block", BLOCKS, ids=first_import)
def test_every_example_in_python_runs(block: str, sample: Path) -> None:
    assert block.count("/data/desk") == 1
    assert ran(ENVIRONMENTS[first_import(block)], block.replace("/data/desk", str(sample))).strip()


@pytest.mark.parametrize("name", NAMED)
def test_the_versions_named_are_those_of_the_locks(name: str) -> None:
    lock = (HERE / f"{name}.lock").read_text("utf-8")
    for each in NAMED[name]:
        package, version = each.split()
        assert re.search(rf"^{package}=={re.escape(version)}(?![0-9])", lock, re.M), each
        assert version in PAGE
