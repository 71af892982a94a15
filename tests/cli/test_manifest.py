"""An export says of itself what it holds: in its manifest, in the sheet About, and in the summary."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from conftest import AT, PASSWORD, Command, entries, message, webhook, write
from wh.engine.database import Database
from wh.exporting.sheets import sheets_in_order
from wh.models.model import all_models

TITLES = {each.key: each.sheet.title for each in sheets_in_order()}
KEYS = [
    *("user_chats", "users", "workflows", "managers", "teams"),
    *("bots", "user_chat_tags", "messages", "user_chat_meets", "support_bots"),
]
NAMES = {
    "xlsx": ["out.xlsx"],
    "json": [f"{key}.json" for key in KEYS],
    "both": ["out.xlsx", *(f"{key}.json" for key in KEYS)],
    "jsonl": [f"{key}.jsonl" for key in KEYS],
    "parquet": [f"{key}.parquet" for key in KEYS],
}
FILTERS = ["--from", "2025-05-01", "--to", "2025-06-01", "--any-tag", "VIP", "--any-tag", "返品/*", "--limit", "5"]
CUT, CLEANED = "cells cut at 32,767 characters", "cells without characters that XML forbids"


def exported(desk: Command, *words: str) -> dict[str, bytes]:
    desk("export", "out.zip", "--as", "301", "--reason", "why & <how>", "--force", *words, WH_PASSWORD=PASSWORD)
    return entries(Path("out.zip"))


def manifest(found: dict[str, bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(found["manifest.json"])
    return read


def about(found: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """The sheet About by topic and name."""
    first = openpyxl.load_workbook(io.BytesIO(found["out.xlsx"])).worksheets[0]
    header, *rows = first.iter_rows(values_only=True)
    assert (first.title, header) == ("About", ("topic", "name", "value"))
    told: dict[str, dict[str, Any]] = {}
    for topic, name, value in rows:
        assert name not in told.setdefault(str(topic), {})
        told[str(topic)][str(name)] = value
    return told


def in_workbook(data: bytes) -> dict[str, int]:
    """How many rows each sheet of data has."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {each.title: each.max_row - 1 for each in book.worksheets if each.title not in ("About", "Summary")}


def in_parquet(data: bytes) -> int:
    Path("one.parquet").write_bytes(data)
    with Database() as database:
        return int(database.value("select count(*) from read_parquet('one.parquet')"))


def counted(name: str, data: bytes) -> dict[str, int]:
    """How many rows of which sheets an entry holds."""
    key, _, form = name.partition(".")
    if form == "xlsx":
        return in_workbook(data)
    if form == "parquet":
        return {TITLES[key]: in_parquet(data)}
    return {TITLES[key]: len(json.loads(data)) if form == "json" else data.count(b"\n")}


@pytest.mark.parametrize("form", NAMES)
def test_the_manifest_comes_last_and_every_name_is_neutral(desk: Command, form: str) -> None:
    assert list(exported(desk, "--format", form)) == [*NAMES[form], "manifest.json"]


@pytest.mark.parametrize("form", NAMES)
def test_the_manifest_tells_size_digest_and_rows_of_every_entry(desk: Command, form: str) -> None:
    found = exported(desk, "--format", form, "--limit", "40")
    listed = manifest(found)["entries"]
    assert [each["name"] for each in listed] == NAMES[form]
    for each in listed:
        data = found[each["name"]]
        assert each["bytes"] == len(data)
        assert each["sha256"] == hashlib.sha256(data).hexdigest()
        assert each["rows"] == counted(each["name"], data)


def test_the_manifest_names_only_the_sheets_that_were_chosen(desk: Command) -> None:
    found = exported(desk, "--format", "jsonl", "--sheet", "teams", "--sheet", "bots")
    assert [each["rows"] for each in manifest(found)["entries"]] == [{"Team data": 4}, {"Bot data": 2}]
    assert manifest(found)["rows"] == {"Team data": 4, "Bot data": 2}


def test_the_manifest_tells_who_why_and_when(desk: Command) -> None:
    start = datetime.now(UTC).replace(microsecond=0)
    told = manifest(exported(desk))["export"]
    stamps = [told[name].rpartition(" ") for name in ("made at", "warehouse built at")]
    assert {zone for *_, zone in stamps} == {"Asia/Tokyo"}
    made, built = (datetime.fromisoformat(stamp).replace(tzinfo=ZoneInfo("Asia/Tokyo")) for stamp, *_ in stamps)
    ((name, at),) = desk.built("select name, (select built_at from meta.builds) from main.managers where id = '301'")
    assert (told["made by"], told["reason"]) == (f"301 {name}", "why & <how>")
    assert start <= made <= datetime.now(UTC)
    assert timedelta() <= at.replace(tzinfo=UTC) - built < timedelta(seconds=1)


def test_the_manifest_tells_filters_period_zone_and_units(desk: Command) -> None:
    told = manifest(exported(desk, *FILTERS, "--by", "closedAt", "--durations", "text"))
    assert told["filter"] == {"any_tags": "VIP, 返品/*", "most": "5"}
    assert told["period"] == {"by": "closedAt", "from": "2025-05-01", "until, not included": "2025-06-01"}
    assert told["zone of the channel"] == dict(desk.built("select id, time_zone from channels"))
    assert told["unit"]["durations in workbooks"] == "text like 1h 2m 3s"
    assert told["unit"]["durations elsewhere"] == "milliseconds"
    assert "UTC in Parquet" in told["unit"]["instants"]


def test_an_export_without_filters_says_so(desk: Command) -> None:
    told = manifest(exported(desk, "--sheet", "teams"))
    assert told["filter"] == {}
    assert told["period"] == {"by": "createdAt", "dates": "all"}


@pytest.mark.parametrize(("words", "notes", "masked"), [([], "no", "no"), (["--private", "--mask"], "yes", "yes")])
def test_the_manifest_tells_of_notes_and_masks(desk: Command, words: list[str], notes: str, masked: str) -> None:
    told = manifest(exported(desk, "--sheet", "teams", *words))["export"]
    assert (told["internal notes"], told["masked"]) == (notes, masked)


def test_the_sheet_about_comes_first_and_says_what_the_manifest_says(desk: Command) -> None:
    found = exported(desk, *FILTERS, "--format", "both")
    told = manifest(found)
    del told["entries"]
    shown = about(found)
    assert shown.pop("column")
    assert set(shown.pop("word")) == {"turn", "cycle", "operating time"}
    assert shown == {topic: values for topic, values in told.items() if values}


@pytest.mark.parametrize("words", [[], ["--sheet", "messages", "--sheet", "teams"]], ids=["all", "two"])
def test_the_sheet_about_describes_every_column(desk: Command, words: list[str]) -> None:
    found = exported(desk, "--limit", "3", *words)
    book = openpyxl.load_workbook(io.BytesIO(found["out.xlsx"]))
    headers = [f"{sheet.title}: {cell.value}" for sheet in book.worksheets[2:] for cell in sheet[1]]
    described = about(found)["column"]
    assert list(described) == headers
    assert all(described.values())
    assert not [doc for doc in described.values() if "NULL" in doc or "in ms" in doc or "_" in doc]


@pytest.mark.parametrize(
    ("style", "unit"), [("clock", ""), ("text", ""), ("seconds", ", in seconds"), ("ms", ", in ms")]
)
def test_the_sheet_about_speaks_of_the_files_own_columns_and_units(desk: Command, style: str, unit: str) -> None:
    described = about(exported(desk, "--limit", "3", "--sheet", "user_chats", "--durations", style))["column"]
    assert described["UserChat data: avgReplyTime"] == (
        f"totalReplyTime / replyCount, rounded half up{unit}; empty when there was no reply."
    )
    assert described["UserChat data: operationResolutionTime"] == f"Operating time inside [openedAt, closedAt]{unit}."


def test_the_sheet_about_can_stay_out(desk: Command) -> None:
    found = exported(desk, "--limit", "3", "--no-about")
    assert openpyxl.load_workbook(io.BytesIO(found["out.xlsx"])).sheetnames == ["Summary", *TITLES.values()]
    assert manifest(found)["export"]["reason"] == "why & <how>"


@pytest.fixture
def long(wh: Command) -> Command:
    """A home with a message too long for a cell, two with control characters, and one that is both."""
    texts = ["x" * 40_000, "a\x01b\x07c", "\x1f", "あ" * 40_000 + "\x02", "x" * 32_767, "\t\r\n"]
    bodies = [webhook(message(f"m{i}", plainText=text, createdAt=AT + i)) for i, text in enumerate(texts)]
    wh("load", write("a.jsonl", webhook({"id": "301", "role": "owner", "name": "O"}, "manager"), *bodies))
    wh("build")
    return wh


def test_cells_that_lost_something_are_counted_everywhere(long: Command) -> None:
    words = ["--as", "301", "--reason", "x", "--format", "both"]
    said = long("export", "out.zip", *words, WH_PASSWORD=PASSWORD).err
    assert "note: Message data: 2 cells cut, a cell holds 32,767\n" in said
    assert "note: Message data: 3 cells lost characters that a workbook cannot hold\n" in said
    found = entries(Path("out.zip"))
    for told in (manifest(found), about(found)):
        assert told[CUT] == {"Message data": 2}
        assert told[CLEANED] == {"Message data": 3}


@pytest.mark.parametrize("form", ["json", "jsonl", "parquet"])
def test_nothing_is_lost_where_there_are_no_cells(long: Command, form: str) -> None:
    words = ["--as", "301", "--reason", "x", "--format", form]
    said = long("export", "out.zip", *words, WH_PASSWORD=PASSWORD).err
    assert "note:" not in said
    told = manifest(entries(Path("out.zip")))
    assert (told[CUT], told[CLEANED]) == ({}, {})


def test_names_of_entries_are_those_of_sheets() -> None:
    keys = [each.key for each in all_models().values() if each.layer == "sheets"]
    assert keys
    assert all(key.replace("_", "").isalpha() and key.isascii() for key in keys)


@pytest.mark.parametrize("form", ["both", "parquet"])
def test_no_label_of_a_profile_reaches_the_names_of_entries(wh: Command, form: str) -> None:
    odd = {"../../etc/passwd": "a", "/tmp/x": "b", "..\\x": "c", "C:\\x": "d", "": "e"}
    chat = {"id": "../c1", "channelId": "../1", "version": 1, "name": "../../x", "tags": ["../t"], "profile": odd}
    owner = {"id": "../301", "role": "owner", "removed": False, "name": "../../y"}
    write("a.jsonl", webhook(chat, "userChat"), webhook(owner, "manager"))
    wh("build", "a.jsonl")
    wh("export", "o.zip", "--as", "../301", "--reason", "../r", "--format", form, WH_PASSWORD=PASSWORD)
    keys = {each.key for each in sheets_in_order()}
    ending = "json" if form == "both" else form
    expected = {f"{key}.{ending}" for key in keys} | {"manifest.json"} | ({"o.xlsx"} if form == "both" else set())
    assert set(entries(Path("o.zip"))) == expected
