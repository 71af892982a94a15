"""Answers of `wh sql` for Excel: a workbook with real dates and durations, and CSV that it takes for UTF-8."""

from __future__ import annotations

import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from conftest import Command

VALUES: dict[str, Any] = {  # an expression in SQL, and the cell that it becomes
    "'日本語'": "日本語",
    "' a < b & c '": " a < b & c ",
    "42": 42,
    "1.5::decimal(9, 2)": 1.5,
    "0.1::double": 0.1,
    "'nan'::double": "nan",
    "12345678901234567890::hugeint": "12345678901234567890",
    "true": True,
    "null": None,
    "date '2025-05-01'": datetime(2025, 5, 1),
    "timestamp '2025-05-01 09:30:15.250'": datetime(2025, 5, 1, 9, 30, 15, 250_000),
    "timestamp '1850-01-01 00:00:00'": "1850-01-01 00:00:00",
    "interval 26 hour": timedelta(hours=26),
    "['a', 'b']": '["a", "b"]',
    "{'a': date '2025-05-01'}": '{"a": "2025-05-01"}',
    "time '09:30:00'": "09:30:00",
    "map {date '2025-05-01': 2}": '{"2025-05-01": 2}',
    "['nan'::double, 1]": "[null, 1.0]",
}


def test_each_kind_of_value_is_a_cell_of_its_kind(desk: Command) -> None:
    listed = ", ".join(f"{sql} as c{number}" for number, sql in enumerate(VALUES))
    said = desk("sql", "--xlsx", "a.xlsx", f"select {listed}")
    assert (said.out, said.err) == ("", "wrote a.xlsx: 1 row\n")
    sheet = openpyxl.load_workbook("a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == [f"c{number}" for number in range(len(VALUES))]
    assert [cell.value for cell in sheet[2]] == list(VALUES.values())
    assert stat.S_IMODE(Path("a.xlsx").stat().st_mode) == 0o600


def test_all_rows_are_in_it_and_long_texts_are_wrapped(desk: Command) -> None:
    desk("sql", "--xlsx", "a.xlsx", "select number, repeat('a word ', 30) as said from range(12345) as of(number)")
    sheet = openpyxl.load_workbook("a.xlsx").worksheets[0]
    assert sheet.max_row == 12_346
    assert (sheet["A12346"].value, sheet["B12346"].alignment.wrap_text) == (12_344, True)
    assert sheet.row_dimensions[12_346].height == 72


def test_an_answer_without_rows_is_a_header(desk: Command) -> None:
    desk("sql", "--xlsx", "a.xlsx", "select id, state from user_chats where false")
    assert list(openpyxl.load_workbook("a.xlsx").worksheets[0].iter_rows(values_only=True)) == [("id", "state")]


def test_a_file_that_is_there_or_no_workbook_is_left_alone(desk: Command) -> None:
    Path("a.xlsx").write_text("mine", "utf-8")
    said = desk.fails("sql", "--xlsx", "a.xlsx", "select 1", code=2)
    assert said == "error: a.xlsx exists already\nhint: give another name, or remove it\n"
    assert Path("a.xlsx").read_text("utf-8") == "mine"
    said = desk.fails("sql", "--xlsx", "a.csv", "select 1", code=2)
    assert said == "error: a.csv is not the name of a workbook\nhint: call it a.xlsx\n"
    desk("sql", "--xlsx", "b.xlsx", "select nothing", code=None)
    assert not Path("b.xlsx").exists()


def test_csv_may_begin_with_a_mark_for_excel(desk: Command) -> None:
    assert desk("sql", "--csv", "--bom", "select 1 as 日本").out == "\ufeff日本\n1\n"
    assert desk("sql", "--csv", "select 1 as 日本").out == "日本\n1\n"
    said = desk.fails("sql", "--bom", "select 1", code=2)
    assert said == "error: --bom goes with --csv\nhint: other forms have no need of it\n"
