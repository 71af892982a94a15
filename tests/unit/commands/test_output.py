"""What `wh sql` prints can be read again: every row, every column, every value."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from wh.showing import answers, output

ROWS = [("a\rb",), ("\r",), ("a\nb\r\nc",), ('"quoted"',), ("a,b",), (" edge ",), ("",), ("plain",), ("語\u2028x",)]


def printed(capsys: pytest.CaptureFixture[str], names: list[str], *rows: tuple[Any, ...]) -> Any:
    answers.as_json(names, rows)
    return json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


def test_csv_comes_back_row_by_row(capsys: pytest.CaptureFixture[str]) -> None:
    answers.as_csv(["text", "number"], [(*row, 1) for row in ROWS])
    out = capsys.readouterr().out
    assert list(csv.reader(io.StringIO(out, newline=""))) == [["text", "number"], *([row[0], "1"] for row in ROWS)]


def test_a_line_of_csv_ends_with_a_line_feed_only(capsys: pytest.CaptureFixture[str]) -> None:
    answers.as_csv(["a"], [("1",), ("2\r\n",)])
    assert capsys.readouterr().out == 'a\n1\n"2\r\n"\n'


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["id", "id"], ["id", "id_1"]),
        (["id", "id", "id"], ["id", "id_1", "id_2"]),
        (["id", "id", "id_1"], ["id", "id_2", "id_1"]),
        (["id_1", "id", "id"], ["id_1", "id", "id_2"]),
        (["id", "ID"], ["id", "ID"]),
    ],
)
def test_no_column_is_lost_to_another_of_its_name(
    capsys: pytest.CaptureFixture[str], names: list[str], keys: list[str]
) -> None:
    row = tuple(range(len(names)))
    assert printed(capsys, names, row) == [dict(zip(keys, row, strict=True))]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (float("nan"), None),
        (float("-inf"), None),
        ([1.5, float("inf"), {"x": float("nan")}], [1.5, None, {"x": None}]),
        (Decimal("201.5"), 201.5),
        (Decimal("1E+2"), 100.0),
        (Decimal("0.10"), 0.1),
        (Decimal("12345678901234567890.123"), "12345678901234567890.123"),
        (2**70, 2**70),
        (True, True),
        ({date(2025, 4, 1): 2, None: 1}, {"2025-04-01": 2, "None": 1}),
        ({datetime(2025, 4, 1, 9): [date(2025, 4, 2)]}, {"2025-04-01 09:00:00": ["2025-04-02"]}),
        ({(1, 2): "a list as a key"}, {"(1, 2)": "a list as a key"}),
    ],
)
def test_a_value_is_valid_json_and_keeps_what_it_says(
    capsys: pytest.CaptureFixture[str], value: Any, shown: Any
) -> None:
    assert printed(capsys, ["value"], (value,)) == [{"value": shown}]


@pytest.mark.parametrize("form", [answers.as_csv, answers.table])
def test_a_map_with_dates_as_keys_is_shown_in_every_form(capsys: pytest.CaptureFixture[str], form: Any) -> None:
    form(["map"], [({date(2025, 4, 1): 2},)])
    assert "2025-04-01" in capsys.readouterr().out


@pytest.mark.parametrize(("of", "words"), [(0, "0 chats"), (1, "1 chat"), (2000, "2,000 chats")])
def test_a_number_of_things_is_singular_or_plural(of: int, words: str) -> None:
    assert output.number(of, "chat") == words
