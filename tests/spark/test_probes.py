"""Each probe gives the same rows on DuckDB and on Spark: what occurs in them is proven."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from wh.engine.database import Database
from wh.engine.spark import Spark
from wh.translating.constructs import probes
from wh.translating.dialect import spark_sql

pytestmark = pytest.mark.spark


def plain(value: Any) -> Any:
    """A value without what the drivers of the two engines make of its type."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dict):
        return tuple(map(plain, value.values()))
    return tuple(map(plain, value)) if isinstance(value, list | tuple) else value


def rows(found: list[tuple[Any, ...]]) -> list[str]:
    return sorted(repr(plain(row)) for row in found)


@pytest.fixture(scope="module", autouse=True)
def _time_zones(spark: Spark) -> None:
    spark.name_query("settings__time_zones", "SELECT * FROM VALUES ('UTC'), ('Asia/Tokyo') AS zones (name)")


@pytest.mark.parametrize("probe", probes())
def test_a_probe_gives_the_same_rows(probe: str, spark: Spark) -> None:
    with Database() as database:
        assert rows(spark.rows(spark_sql(probe))) == rows(database.rows(probe))
