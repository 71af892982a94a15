"""`wh export --lang ja`: the sheet About in Japanese, all of it but what people typed and the names of columns."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import openpyxl

from conftest import PASSWORD, Command, entries
from wh import assets
from wh.models.model import all_models

JAPANESE = re.compile(r"[。぀-ヿ一-鿿]")
WORDS = [
    "--extra",
    "--names",
    "--mask",
    *("--report", "response_times"),
    *("--from", "2025-05-01"),
    *("--tag", "返品/*"),
]
EVERY = [
    *(each for name, each in all_models().items() if each.layer == "reports"),
    *(each for each in all_models().values() if each.contract.sheet),
]
SHOWN = {column.doc for each in EVERY for column in each.documented.columns if not column.hidden or column.option}
SHOWN |= {each.contract.dynamic.doc for each in EVERY if each.contract.dynamic}
CATALOGUE = tomllib.loads((assets.root() / "sql/export/ja.toml").read_text("utf-8"))


def about(desk: Command, *words: str) -> list[tuple[str, str, str]]:
    """The sheet that comes first."""
    desk("export", "out.zip", "--as", "301", "--reason", "yes", "--force", *words, WH_PASSWORD=PASSWORD)
    book = openpyxl.load_workbook(io.BytesIO(entries(Path("out.zip"))["out.xlsx"]))
    return [tuple(map(str, row)) for row in book.worksheets[0].iter_rows(values_only=True)]  # type: ignore[misc]


def test_every_column_that_an_export_has_is_described_in_japanese() -> None:
    assert SHOWN - {*CATALOGUE["columns"], *CATALOGUE["reports"]} == set()


def test_no_japanese_is_left_of_a_column_that_no_export_has() -> None:
    assert {*CATALOGUE["columns"], *CATALOGUE["reports"]} - SHOWN == set()


def test_no_japanese_is_left_of_words_that_the_code_does_not_say() -> None:
    files = [*(assets.root() / "cli/wh/exporting").glob("*.py"), *(assets.root() / "cli/wh/asking").glob("*.py")]
    code = "".join(re.sub(r'"\n\s*"', "", file.read_text("utf-8")) for file in files)
    assert [text for text in CATALOGUE["About"] if text not in code] == []


def test_all_of_about_is_japanese_but_names_and_what_people_typed(desk: Command) -> None:
    rows = about(desk, *WORDS, "--lang", "ja")
    assert rows[0] == ("分類", "項目", "内容")
    typed = {("書き出し", "理由", "yes"), ("期間", "基準の日時", "createdAt")}
    assert typed <= set(rows)
    assert [row for row in rows if not JAPANESE.search(row[0])] == []
    named = ("列", "行数", "チャネルのタイムゾーン")  # followed by the name of a sheet, a column or a channel
    assert [row for row in rows if row[0] not in named and not JAPANESE.search(row[1])] == []
    values = [row for row in rows if row[0] in ("列", "用語", "単位", "匿名化")]
    assert len(values) > 150
    assert [row for row in values if not (JAPANESE.search(row[2]) or "." in row[2])] == []
    assert [row for row in values if "NULL" in row[2]] == []


def test_units_are_those_of_the_file_in_japanese_too(desk: Command) -> None:
    for durations, unit in (("clock", ""), ("seconds", "（秒）"), ("ms", "（ミリ秒）"), ("text", "")):
        meaning = {name: value for _, name, value in about(desk, "--durations", durations, "--lang", "ja")}
        said = f"totalReplyTime ÷ replyCount、四捨五入{unit}。返信がなければ 空。"
        assert meaning["UserChat data: avgReplyTime"] == said


def test_an_export_is_english_where_no_language_is_asked_for(desk: Command) -> None:
    without, asked = ([row for row in about(desk, *words) if row[1] != "made at"] for words in ([], ["--lang", "en"]))
    assert without == asked
    assert without[0] == ("topic", "name", "value")


def test_a_language_that_wh_does_not_speak_is_named(desk: Command) -> None:
    said = desk.fails("export", "out.zip", "--as", "301", "--reason", "x", "--lang", "jp", code=2)
    assert said == "error: jp is not a value of --lang\nhint: did you mean ja?\n"


def test_the_sheet_has_a_japanese_title(desk: Command) -> None:
    about(desk, "--lang", "ja")
    book = openpyxl.load_workbook(io.BytesIO(entries(Path("out.zip"))["out.xlsx"]))
    assert book.sheetnames[0] == "このファイルについて"
