"""Each trap of a workbook's cells: values that are hard to write go through the SQL of the rows and come back."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cells import FORBIDDEN, TITLE, by_calamine, by_openpyxl, column, kept, workbook, written
from wh.packing.cells import row

LONGEST = 32_767
PIECES = ["_x0041", "_x000D_", "_x005F_", "_", "x0041_", "\r", "\n", "\t", " ", "&", "<", "]]>", "&#10;", "\0", "\x1f"]
PIECES += ["\ufffe", "\uffff", "\U0001fffe", "😀", "\u0301", "\u2028", "\x85", "\u3000", "\ufeff", "=", "'", '"', "{{"]
ANY = st.characters(exclude_categories=["Cs"])
TEXT = st.lists(st.sampled_from(PIECES) | ANY | st.characters(max_codepoint=0x9F), max_size=12).map("".join)
LONG = st.builds(str.__mul__, st.sampled_from(["x", "é", "語", "😀"]), st.sampled_from([16_380, LONGEST - 3, LONGEST]))
Texts = list[str | None]


def losses(text: str) -> tuple[int, int]:
    """How often a text is counted as cut and as cleaned."""
    file = written({"a": "text", "b": "text"}, [[text, "beside"]])
    return file.cut[0], file.cleaned[0]


@pytest.mark.parametrize("text", ["x" * LONGEST, "é" * LONGEST, "語" * LONGEST, "😀" * 16_383 + "x", "\r" * LONGEST])
def test_a_text_of_32767_utf_16_units_is_whole(text: str) -> None:
    assert column("text", [text]) == [text]
    assert losses(text) == (0, 0)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x" * (LONGEST + 1), "x" * LONGEST),
        ("語" * LONGEST + "x", "語" * LONGEST),
        ("😀" * 16_384, "😀" * 16_383),
        ("x" * (LONGEST - 1) + "😀", "x" * (LONGEST - 1)),
        ("x" * (LONGEST - 2) + "😀", "x" * (LONGEST - 2) + "😀"),
        ("&" * 40_000, "&" * LONGEST),
        ("_x0041_" * 5_000, ("_x0041_" * 5_000)[:LONGEST]),
    ],
)
def test_a_longer_text_is_cut_between_characters(text: str, left: str) -> None:
    assert column("text", [text]) == [left]
    assert losses(text) == (int(text != left), 0)


def test_a_joined_list_is_cut_like_a_text() -> None:
    file = written({"a": "list"}, [[["x" * 20_000, "y" * 20_000]]])
    assert file.read() == [["x" * 20_000 + ", " + "y" * 12_765]]
    assert file.cut == [1]


@pytest.mark.parametrize("code", [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
def test_a_character_that_xml_forbids_is_dropped_and_counted(code: int) -> None:
    assert column("text", [f"a{chr(code)}b", chr(code)]) == ["ab", None]
    assert losses(f"a{chr(code)}b") == (0, 1)


@pytest.mark.parametrize("text", ["\x7f", "\x80\x85\x9f", "\ufdd0", "\U0001fffe\U0001ffff", "\U0010ffff", "\ufffd"])
def test_no_other_character_is_dropped(text: str) -> None:
    assert column("text", [text]) == [text]
    assert losses(text) == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "_x0041_",
        "_x0041_x0042_",
        "_x005F_x0041_",
        "__x0041__",
        "_x000D_\r_x000a_",
        "_x0041\r",
        "\rx0041_",
        "_x0041",
        "_X0041_",
        "_x00g1_",
    ],
)
def test_what_excel_would_decode_stays_as_it_is(text: str) -> None:
    assert column("text", [text]) == [text]


def test_what_is_dropped_makes_no_escape_of_what_it_stood_in() -> None:
    assert column("text", ["_x00\x0041_", "_x0041\x01_"]) == ["_x0041_", "_x0041_"]


@pytest.mark.parametrize(
    "text",
    ["  a  ", " a", "a ", " ", "\ta\t", "\n", "\na\n\n", "\r", "a\rb", "a\r\nb\r\n", "\u00a0a\u3000", "\u2028", "\x85"],
)
def test_space_is_kept(text: str) -> None:
    assert column("text", [text]) == [text]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=", "'=1", "\t=1", "007", "1e5", "true", "2025-04-01"]
)
def test_a_text_like_a_formula_or_a_number_stays_a_text(text: str) -> None:
    assert column("text", [text]) == [text]
    assert column("list", [[text]]) == [text]


def test_null_is_no_cell_and_an_empty_text_is_one() -> None:
    data = written({"a": "text", "b": "list", "c": "path"}, [[None, None, None], ["", [], [""]]]).data
    assert by_openpyxl(data, TITLE)[1:] == [[None] * 3, [""] * 3]


@pytest.mark.parametrize("form", ["integer", "number", "boolean", "instant", "clock", "seconds", "words"])
def test_null_is_no_cell_in_any_form(form: str) -> None:
    assert written({"a": form, "b": "text"}, [[None, "x"]]).read() == [[None, "x"]]


def test_lists_are_joined_by_commas_and_paths_by_signs() -> None:
    lists = [["a, b", "c"], ["one"], ["a", None, "c"], ["<&>", "\x01_x0041_"]]
    assert column("list", lists) == ["a, b, c", "one", "a, c", "<&>, _x0041_"]
    assert column("path", lists[:2]) == ["a, b > c", "one"]


def test_a_number_of_16_digits_is_a_text() -> None:
    numbers = [0, -1, 10**15 - 1, 1 - 10**15]
    texts = [10**15, -(10**15), 2**63 - 1, -(2**63)]
    assert column("integer", numbers + texts) == [*map(float, numbers), *map(str, texts)]


def test_a_finite_double_is_a_number_to_the_last_digit() -> None:
    numbers = [0.1 + 0.2, 1 / 3, 1e300, 5e-324, -1e-7, 1e15, 2.0**63, math.pi]
    assert column("number", numbers) == numbers


def test_a_double_that_is_no_number_is_a_text() -> None:
    assert column("number", [math.nan, math.inf, -math.inf]) == ["nan", "inf", "-inf"]


def test_booleans_are_booleans() -> None:
    assert [str(value) for value in column("boolean", [True, False])] == ["True", "False"]


@pytest.mark.parametrize(
    "instant",
    [
        "1900-03-01 00:00:00.000",
        "1900-03-01 00:00:00.001",
        "1969-12-31 23:59:59.999",
        "2025-04-01 07:03:20.001",
        "2025-04-01 23:59:59.999",
        "9999-12-31 23:59:59.999",
    ],
)
def test_an_instant_that_excel_knows_is_a_date_to_the_millisecond(instant: str) -> None:
    assert column("instant", [instant]) == [datetime.fromisoformat(instant)]


@pytest.mark.parametrize(
    "instant",
    ["1900-02-28 23:59:59.999", "1900-01-01 00:00:00", "0001-01-01 00:00:00", "10000-01-01 00:00:00", "infinity"],
)
def test_an_instant_that_excel_does_not_know_is_a_text(instant: str) -> None:
    assert column("instant", [instant]) == [instant]


DURATIONS = [0, 1, 999, 3_723_004, 86_399_999, 86_400_000, 90_061_001, 360_000_001, 3_155_760_000_000]
WORDS = ["0h 0m 0s"] * 3 + ["1h 2m 3s", "23h 59m 59s", "24h 0m 0s", "25h 1m 1s", "100h 0m 0s", "876600h 0m 0s"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("clock", [timedelta(milliseconds=each) for each in DURATIONS]),
        ("seconds", [each / 1000 for each in DURATIONS]),
        ("integer", [float(each) for each in DURATIONS]),
        ("words", WORDS),
    ],
)
def test_durations_are_exact_in_every_style(form: str, expected: list[Any]) -> None:
    assert column(form, DURATIONS) == expected


def test_a_time_that_excel_cannot_show_is_a_text() -> None:
    days = 2_958_466
    assert column("clock", [days * 86_400_000 - 1]) == [timedelta(days=days, milliseconds=-1)]
    assert column("clock", [days * 86_400_000, -5_000]) == [f"{days * 24}h 0m 0s", "0h 0m -5s"]
    assert column("clock", [2**63 - 1])[0].startswith("2562047788015h ")


NAMES = [
    'say "x"',
    "it's",
    "a[0]",
    "😀",
    "100 %s",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# no #}",
    "<&>",
    "]]>",
    "--",
    ";",
    "?",
]
NAMES += [
    "$1",
    "_x0041_",
    "_x0041\r",
    "  edges  ",
    "a\r\nb",
    "=1+1",
    "\\",
    "/*",
    "select",
    "名前",
    "x" * LONGEST,
    "\x7f",
]


def test_a_hostile_name_of_a_column_stands_in_the_header() -> None:
    file = written(dict.fromkeys(NAMES, "list"), [[[name] for name in NAMES]])
    for read in (by_openpyxl, by_calamine):
        assert read(file.data, TITLE) == [NAMES, NAMES]


def test_a_header_is_cut_and_cleaned_like_a_text() -> None:
    names = ["a\0b\x1f\uffff", "x" * 40_000, "😀" * 20_000]
    assert by_calamine(workbook(names, []), TITLE) == [[kept(name) for name in names]]
    assert by_calamine(workbook(["a"], [row(names)]), TITLE)[1] == [kept(name) for name in names]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.none() | TEXT | st.builds(str.__add__, LONG, TEXT), min_size=1, max_size=12))
@example(["_x0041\r", None])
def test_any_texts_come_back_without_what_a_cell_cannot_hold(texts: Texts) -> None:
    file = written({"number": "integer", "text": "text"}, list(enumerate(texts)))
    assert file.read() == [[number, kept(text or "") or None] for number, text in enumerate(texts)]
    assert file.cut == [len((text or "").encode("utf-16-le")) > 2 * LONGEST for text in texts]
    assert file.cleaned == [bool(FORBIDDEN.search(text or "")) for text in texts]
