"""What goes into an export comes back from it: read with two spreadsheet libraries and as JSON."""

from __future__ import annotations

import io
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cells import Rows, by_calamine, by_openpyxl, kept, written
from conftest import AT, PASSWORD, Command, built_home, entries, lines, message, webhook
from wh.packing import workbook as xlsx

TEXTS = [
    "plain",
    "日本語、한국어, ไทย",
    "_x0041_ _x000D_ _x0041 _X0041_ __x0041__",
    "  edges  ",
    "\ttab\tinside\t",
    "one\ntwo\n\nthree\n",
    "one\r\ntwo\rthree",
    "\n",
    "😀👨‍👩‍👧 \u0301\u202e\u2028\u00a0\ufffd",
    "control \x00\x01\x08\x0b\x0c\x1f\x7f signs",
    "non \ufffe\uffff characters",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'quoted",
    "<b>&amp;</b> \"'",
    "]]>",
    "007",
    "1e5",
    "true",
    "2025-04-01",
    "x" * 32_767,
    "y" * 40_000,
    "😀" * 20_000,
    "&" * 40_000,
    "_x0041_x0042_",
]
TAGS = ["a, b", "c/d", 'e"f', "g"]
CHAT = {"id": "c1", "channelId": "1", "state": "closed", "tags": TAGS, "openedAt": AT, "closedAt": AT + 3_723_004}
PROFILE = {"csat": 5, "csatComment": "=1+1", "big": "12345678901234567890", "flag": True, "list": ["x", "y"]}


def exported(wh: Command, *words: str) -> dict[str, bytes]:
    fixed = ["--as", "301", "--reason", "x", "--force", "--format", "both"]
    wh("export", "out.zip", *fixed, *words, WH_PASSWORD=PASSWORD)
    return entries(Path("out.zip"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a message for each of TEXTS, and one chat with a bit of everything."""
    bodies = [webhook(message(f"m{i:03}", plainText=text, createdAt=AT + i)) for i, text in enumerate(TEXTS)]
    owner = webhook({"id": "301", "role": "owner", "name": " =x ", "operator": True, "removed": False}, "manager")
    chat = webhook(CHAT | {"version": 1, "profile": PROFILE, "createdAt": AT, "name": None}, "userChat")
    channel = webhook({"id": "1", "timeZone": "America/St_Johns"}, "channel")
    return built_home(tmp_path_factory.mktemp("nasty"), lines(*bodies, owner, chat, channel))


@pytest.fixture
def nasty(wh: Command, built: Path) -> Command:
    """The commands, run in a copy of that home."""
    shutil.copytree(built, wh.home, dirs_exist_ok=True)
    return wh


def test_texts_come_back_from_the_workbook(nasty: Command) -> None:
    data = exported(nasty)["out.xlsx"]
    expected = [kept(text) for text in TEXTS]
    first = [row[4] for row in by_openpyxl(data, "Message data")[1:]]
    assert [text.replace("\r\n", "\n") for text in first] == [text.replace("\r\n", "\n") for text in expected]
    assert [row[4] for row in by_calamine(data, "Message data")[1:]] == expected


def test_texts_come_back_from_json_unchanged(nasty: Command) -> None:
    rows = json.loads(exported(nasty)["messages.json"])
    assert [row["plainText"] for row in rows] == TEXTS


def row_of(rows: Rows) -> dict[str, Any]:
    return dict(zip(rows[0], rows[1], strict=True))


@pytest.mark.parametrize("read", [by_openpyxl, by_calamine])
def test_lists_numbers_and_instants_come_back(nasty: Command, read: Any) -> None:
    row = row_of(read(exported(nasty)["out.xlsx"], "UserChat data"))
    assert row["tags"] == 'a, b, c/d, e"f, g'
    assert (row["name"], row["profile.csat"], row["profile.csatComment"]) == (None, 5, "=1+1")
    assert (row["profile.big"], row["profile.flag"]) == ("12345678901234567890", "true")
    local = datetime(1970, 1, 1) + timedelta(milliseconds=AT) - timedelta(hours=2, minutes=30)
    assert abs(row["openedAt"] - local) < timedelta(milliseconds=1)


@pytest.mark.parametrize("read", [by_openpyxl, by_calamine])
def test_booleans_come_back(nasty: Command, read: Any) -> None:
    row = row_of(read(exported(nasty)["out.xlsx"], "Manager data"))
    assert (row["name"], row["operator"], row["removed"], row["username"]) == (" =x ", True, False, None)


@pytest.mark.parametrize(
    ("style", "expected"),
    [("ms", 3_723_004), ("seconds", 3723.004), ("text", "1h 2m 3s"), ("clock", timedelta(milliseconds=3_723_004))],
)
@pytest.mark.parametrize("read", [by_openpyxl, by_calamine])
def test_durations_come_back_in_every_style(nasty: Command, read: Any, style: str, expected: Any) -> None:
    found = row_of(read(exported(nasty, "--durations", style)["out.xlsx"], "UserChat data"))["resolutionTime"]
    if isinstance(expected, timedelta):
        assert abs(found - expected) < timedelta(milliseconds=1)
    else:
        assert found == expected


def test_cells_have_formats_that_people_read(nasty: Command) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(nasty)["out.xlsx"]))["UserChat data"]
    head = {cell.value: place for place, cell in enumerate(sheet[1])}
    assert sheet[2][head["openedAt"]].number_format == r"yyyy\-mm\-dd\ hh:mm:ss"
    assert sheet[2][head["resolutionTime"]].number_format == "[h]:mm:ss"
    assert sheet[2][head["profile.csatComment"]].data_type != "f"


def test_a_sheet_is_printed_with_its_header_on_every_page(nasty: Command) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(exported(nasty)["out.xlsx"])).worksheets:
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet["A1"].fill.fill_type == "solid"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", None),
        ("a word " * 9, 2),
        ("日本語" * 8, 1),
        ("日本語" * 10, 2),
        ("one\ntwo\n\nfour", 4),
        ("one\n" + "a word " * 30 + "\nlast", 6),
        ("word " * 400, 10),
    ],
)
def test_a_row_has_room_for_the_lines_of_its_texts(text: str, lines: int | None) -> None:
    data = written({"id": "text", "said": "text"}, [("1", text)]).data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.row_dimensions[2].height == (lines and 18 * lines)
    assert bool(sheet["B2"].alignment.wrap_text) == (lines is not None)
    assert not sheet["A2"].alignment.wrap_text


@pytest.mark.parametrize("end", ["a-long-page/" * 20, "?a=1&b=" + "2" * 60])
def test_a_web_address_stays_on_one_line(end: str) -> None:
    data = written({"page": "text"}, [(f"https://example.jp/{end}",)]).data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.row_dimensions[2].height == 18
    assert not sheet["A2"].alignment.wrap_text


def test_json_has_offsets_arrays_and_milliseconds(nasty: Command) -> None:
    (row,) = json.loads(exported(nasty)["user_chats.json"])
    assert row["openedAt"] == "2025-04-01T07:03:20.000-02:30"
    assert row["tags"] == TAGS
    assert (row["resolutionTime"], row["name"], row["profile.csat"]) == (3_723_004, None, 5)


def test_the_columns_of_json_and_of_the_workbook_are_the_same(desk: Command) -> None:
    found = exported(desk, "--limit", "9")
    book = openpyxl.load_workbook(io.BytesIO(found["out.xlsx"]))
    names = [name for name in found if name not in ("out.xlsx", "manifest.json")]
    for sheet, name in zip(book.worksheets[2:], names, strict=True):
        rows = json.loads(found[name])
        assert not rows or list(rows[0]) == [cell.value for cell in sheet[1]]


def test_the_messages_of_the_sample_come_back(desk: Command) -> None:
    found = exported(desk, "--sheet", "messages")
    texts = [row["plainText"] for row in json.loads(found["messages.json"])]
    assert [row[4] for row in by_calamine(found["out.xlsx"], "Message data")[1:]] == texts
    shown = [row[4] for row in by_openpyxl(found["out.xlsx"], "Message data")[1:]]
    assert shown == texts
    rows = desk.built("select plain_text from main.messages where log_action is null and not is_private")
    assert sorted(map(str, texts)) == sorted(str(row[0]) for row in rows)


def test_a_sheet_over_the_row_limit_goes_on(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 1000)
    found = exported(desk, "--sheet", "messages")
    book = openpyxl.load_workbook(io.BytesIO(found["out.xlsx"]))
    assert book.sheetnames == ["About", "Summary", "Message data", "Message data (2)", "Message data (3)"]
    assert [sheet.max_row for sheet in book.worksheets[2:]] == [1000, 1000, 618]
    texts = [row[4] for title in book.sheetnames[2:] for row in by_calamine(found["out.xlsx"], title)[1:]]
    assert texts == [row["plainText"] for row in json.loads(found["messages.json"])]
