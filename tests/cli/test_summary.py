"""The sheet Summary: the key numbers of the chosen chats, and charts that other programs find in the workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import python_calamine

from conftest import Command, entries

ASKED = ("--as", "301", "--reason", "a first look", "--no-messages")


def exported(desk: Command, *words: str) -> bytes:
    desk("export", "out.zip", *ASKED, *words, "--force", WH_PASSWORD="correcthorse9")
    return entries(desk.home.parent / "out.zip")["out.xlsx"]


def numbers(workbook: bytes, title: str = "Summary") -> dict[str, tuple[Any, ...]]:
    """The key numbers by name: in all hours, in operating hours, of how many."""
    rows = openpyxl.load_workbook(io.BytesIO(workbook))[title].iter_rows(min_row=2, max_col=4, values_only=True)
    return {str(name): values for name, *rest in rows if name for values in [tuple(rest)]}


def beside(workbook: bytes, first: int, last: int) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook))["Summary"]
    rows = sheet.iter_rows(min_row=2, min_col=first, max_col=last, values_only=True)
    return [row for row in rows if row[0] is not None]


def test_the_key_numbers_are_those_of_the_reports(desk: Command) -> None:
    found = numbers(exported(desk))
    ((waits, median, most, of_hours),) = desk.built(
        "select count(took), round(quantile_cont(took, 0.5)), round(quantile_cont(took, 0.9)),"
        " round(quantile_cont(operation_took, 0.5)) from happenings where kind = 'wait'"
    )
    assert found["chats created"] == (403, None, None)
    assert found["wait for the first reply, median"] == (ms(median), ms(of_hours), waits)
    assert found["wait for the first reply, 90 %"][0] == ms(most)
    ((opened, reopened),) = desk.built("select sum(opened), sum(reopened) from resolutions where dimension = 'all'")
    assert found["reopened, %"] == (round(100 * reopened / opened, 1), None, opened)
    ((ratings, average),) = desk.built("select count(csat), avg(csat) from user_chats")
    assert found["satisfaction, 1 to 5"] == (round(average, 2), None, ratings)


def ms(value: float) -> timedelta:
    return timedelta(milliseconds=value)


def test_it_is_about_the_chosen_chats(desk: Command) -> None:
    workbook = exported(desk, "--month", "2025-05", "--tag", "配送/*")
    ((count,),) = desk.built(
        "select count(*) from chats_with_all_tags(['配送/*']) where created_on between '2025-05-01' and '2025-05-31'"
    )
    assert numbers(workbook)["chats created"][0] == count
    days = beside(workbook, 19, 20)
    assert sum(chats for _, chats in days) == count
    assert all(date(2025, 5, 1) <= day.date() <= date(2025, 5, 31) for day, _ in days)
    assert beside(workbook, 26, 27)[0] == ("配送", count)


def test_other_programs_find_numbers_and_charts(desk: Command) -> None:
    workbook = exported(desk)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(workbook))["Summary"]
    drawn = [type(chart).__name__ for chart in sheet._charts]
    assert drawn == ["BarChart", "LineChart", "BarChart"]
    days = beside(workbook, 19, 20)
    assert sheet._charts[0].series[0].val.numRef.f == f"'Summary'!$T$2:$T${len(days) + 1}"
    assert not [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name("Summary").to_python()
    assert rows[1][:2] == ["chats created", 403]


def test_it_stands_behind_about_and_can_be_left_out(desk: Command) -> None:
    assert openpyxl.load_workbook(io.BytesIO(exported(desk))).sheetnames[:2] == ["About", "Summary"]
    names = openpyxl.load_workbook(io.BytesIO(exported(desk, "--no-summary"))).sheetnames
    assert "Summary" not in names


def test_it_speaks_japanese(desk: Command) -> None:
    assert numbers(exported(desk, "--lang", "ja"), "概要")["作成チャット数"][0] == 403


def test_of_no_chats_it_has_zeros_and_no_charts(desk: Command) -> None:
    workbook = exported(desk, "--to", "2001-01-01")
    assert numbers(workbook)["chats created"][0] == 0
    assert numbers(workbook)["reply, median"] == (None, None, 0)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(workbook))["Summary"]
    assert sheet._charts == []
