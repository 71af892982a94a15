"""Cells of downloads, as Excel, JSON and the platform's own files write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wh.converting import cells
from wh.converting.cells import NoValueError

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = 1_743_476_400_000  # 2025-04-01 12:00 in Tokyo


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        (datetime(2025, 4, 1, 12), NOON),
        (datetime(2025, 4, 1, 12, 0, 0, 123_000), NOON + 123),
        (date(2025, 4, 1), NOON - 12 * 3_600_000),
        ("2025-04-01 12:00:00", NOON),
        ("2025/04/01 12:00:00", NOON),
        ("2025-04-01T12:00:00.123+09:00", NOON + 123),
        ("2025-04-01T03:00:00Z", NOON),
        (45748.5, NOON),  # a day of Excel
        (NOON, NOON),
        (float(NOON), NOON),
        ("", None),
        (None, None),
    ],
)
def test_instants(cell: Any, ms: int | None) -> None:
    assert cells.instant(cell, TOKYO) == ms


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        ("1h 2m 3s", 3_723_000),
        ("2d 1h", 176_400_000),
        ("3s", 3000),
        ("250ms", 250),
        ("1時間 2分 3秒", 3_723_000),
        ("1時間2分3秒", 3_723_000),
        ("1:02:03", 3_723_000),
        ("26:00:00.5", 93_600_500),
        (timedelta(days=2, milliseconds=7), 172_800_007),
        (time(1, 2, 3, 4000), 3_723_004),
        (datetime(1900, 1, 1, 6), 2 * 86_400_000 + 6 * 3_600_000),
        (3_723_000, 3_723_000),
        (3_723_000.0, 3_723_000),
        ("3723000", 3_723_000),
        (0, 0),
        ("", None),
        (None, None),
    ],
)
def test_durations(cell: Any, ms: int | None) -> None:
    assert cells.duration(cell) == ms


def test_durations_in_seconds() -> None:
    assert cells.duration(3.25, in_seconds=True) == 3250
    assert cells.duration("1h", in_seconds=True) == 3_600_000


@pytest.mark.parametrize("cell", ["soon", "1h and more", "1x", "--"])
def test_what_is_no_duration(cell: str) -> None:
    with pytest.raises(NoValueError):
        cells.duration(cell)


@pytest.mark.parametrize("cell", ["soon", "2025-13-01", "12:00"])
def test_what_is_no_instant(cell: str) -> None:
    with pytest.raises(NoValueError):
        cells.instant(cell, TOKYO)


def test_items_may_hold_the_separator() -> None:
    assert cells.items("a, b, c", {"a, b"}) == ["a, b", "c"]
    assert cells.items("a, b, c", {"b, c", "a, b, c"}) == ["a, b, c"]
    assert cells.items("a, b") == ["a", "b"]
    assert cells.items(["a, b"]) == ["a, b"]
    assert cells.items("x > y", separator=" > ") == ["x", "y"]
    assert cells.items("") == cells.items(None) == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [(True, True), ("TRUE", True), ("false", False), (1.0, True), ("0", False), ("", None), (None, None)],
)
def test_truths(cell: Any, value: bool | None) -> None:
    assert cells.truth(cell) is value


def test_ids_and_numbers() -> None:
    assert cells.text(302.0) == "302"
    assert cells.text("007") == "007"
    assert cells.text(10**20) == "100000000000000000000"
    assert cells.number("7") == cells.number(7.0) == 7
    assert cells.number("") is None
    with pytest.raises(NoValueError):
        cells.number("many")
    with pytest.raises(NoValueError):
        cells.truth("perhaps")
    assert cells.free(7.0) == 7
    assert cells.free(7.5) == 7.5
    assert cells.free(datetime(2025, 4, 1)) == "2025-04-01T00:00:00"
