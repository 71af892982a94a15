"""The export log: read newest first, at any time, also in a home that is older than its columns."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import PASSWORD, Command, message, webhook, write
from wh.engine.database import Database

COLUMNS = ["exported_at", "manager_id", "reason", "file", "filters", "options", "row_counts"]
ODD = 'audit, "quoted"\nsecond line; 監査 [bold]'
OLD = """
    drop table exports;
    create table exports (
        exported_at TIMESTAMP, manager_id VARCHAR, reason VARCHAR, file VARCHAR,
        filters VARCHAR, sheets VARCHAR, row_counts VARCHAR
    );
    insert into exports values
        ('2024-12-24 18:00:00', '301', 'long ago', 'old.zip', '{"by": "createdAt"}', 'Team data', '{"Team data": 3}');
"""


def export(desk: Command, out: str, reason: str, *words: str) -> None:
    said = ["--as", "301", "--reason", reason, "--sheet", "teams", *words]
    desk("export", out, *said, WH_PASSWORD=PASSWORD)


def as_json(desk: Command) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(desk("exports", "--json").out)
    return rows


def as_csv(desk: Command) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk("exports", "--csv").out)))


@pytest.fixture
def exported(desk: Command) -> Command:
    """The sample after three exports."""
    export(desk, "a.zip", "first", "--tag", "VIP", "--from", "2025-05-01")
    export(desk, "b.zip", ODD, "--format", "parquet", "--mask")
    export(desk, "folder/c.zip", "third", "--durations", "text", "--private")
    return desk


def test_the_newest_export_comes_first(exported: Command) -> None:
    assert [row["reason"] for row in as_json(exported)] == ["third", ODD, "first"]
    assert [row["file"] for row in as_json(exported)] == ["c.zip", "b.zip", "a.zip"]
    at = [row["exported_at"] for row in as_json(exported)]
    assert at == sorted(at, reverse=True)


def test_the_log_is_a_table_by_default(exported: Command) -> None:
    header, *_ = shown = exported("exports").out.splitlines()
    assert header.split() == COLUMNS
    assert [name for line in shown for name in ("a.zip", "b.zip", "c.zip") if name in line] == [
        "c.zip",
        "b.zip",
        "a.zip",
    ]


def test_the_log_as_json_tells_what_was_asked_for(exported: Command) -> None:
    third, second, first = as_json(exported)
    assert list(first) == COLUMNS
    assert json.loads(first["filters"]) == {"tags": ["VIP"], "by": "createdAt", "start": "2025-05-01"}
    assert json.loads(first["row_counts"]) == {"Team data": 4}
    assert json.loads(second["options"]) == {"format": "parquet", "durations": "clock", "private": False, "mask": True}
    assert json.loads(third["options"]) == {"format": "xlsx", "durations": "text", "private": True, "mask": False}


def test_the_log_as_csv_is_the_log_as_json(exported: Command) -> None:
    assert as_csv(exported) == as_json(exported)


def test_the_log_is_empty_before_any_export(desk: Command) -> None:
    assert desk("exports").out.splitlines()[0].split() == COLUMNS
    assert as_json(desk) == []
    assert desk("exports", "--csv").out == ",".join(COLUMNS) + "\n"


def test_the_log_is_empty_before_any_build(wh: Command) -> None:
    wh("init", wh.home)
    wh("load", write("a.jsonl", webhook(message())))
    assert not (wh.home / "warehouse.duckdb").exists()
    assert wh("exports").out.splitlines()[0].split() == COLUMNS
    assert as_json(wh) == as_csv(wh) == []


def test_reading_the_log_changes_nothing(exported: Command) -> None:
    first = exported("exports", "--json").out
    assert exported("exports", "--json").out == first
    assert len(exported.raw("from raw.exports")) == 3


@pytest.fixture
def old(desk: Command) -> Command:
    """The sample as a version left it whose log had no column `options`, after one export; it had another stamp."""
    with Database(desk.home / "raw.duckdb") as database:
        database.execute(OLD)
        database.execute("update format set fields = 'those of then'")
    return desk


def test_an_old_log_is_read_with_its_rows_after_the_next_load(old: Command) -> None:
    old("load", old.home / "events")
    (row,) = as_json(old)
    assert (row["exported_at"], row["reason"], row["options"]) == ("2024-12-24 18:00:00", "long ago", None)
    assert as_csv(old) == [row | {"options": ""}]
    assert "long ago" in old("exports").out


def test_an_old_log_goes_on(old: Command) -> None:
    export(old, "new.zip", "today")
    today, long_ago = as_json(old)
    assert (today["reason"], long_ago["reason"]) == ("today", "long ago")
    assert json.loads(today["options"])["format"] == "xlsx"
    assert long_ago["options"] is None
    assert Path("new.zip").exists()


def test_an_old_log_outlives_a_load_and_a_build(old: Command) -> None:
    old("load", write("a.jsonl", webhook(message())))
    old("build")
    assert [row["reason"] for row in as_json(old)] == ["long ago"]


def test_an_export_into_a_folder_is_refused_and_not_logged(desk: Command) -> None:
    Path("out").mkdir()
    desk.fails("export", "out", "--force", "--as", "301", "--reason", "x", code=2, WH_PASSWORD=PASSWORD)
    assert desk.raw("from raw.exports") == []
