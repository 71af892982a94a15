"""The same rows in every format: JSON is what the others are held against."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
import pytest

from conftest import AT, PASSWORD, Command, entries, webhook, write
from wh.engine.database import Database
from wh.exporting.sheets import sheets_in_order

TITLES = {each.key: each.sheet.title for each in sheets_in_order()}
NUMBERS = ["1.5", "1e999", "-1e999", "NaN", "Infinity", "1e308", "12345678901234567890123", "-0.0"]
INSTANT = "TIMESTAMP WITH TIME ZONE"
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def exported(desk: Command, form: str, *words: str) -> dict[str, bytes]:
    said = ["--as", "301", "--reason", "x", "--force", "--format", form, *words]
    desk("export", f"{form}.zip", *said, WH_PASSWORD=PASSWORD)
    return entries(Path(f"{form}.zip"))


def parquet(data: bytes) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    """Columns with their types, and rows, of a Parquet file; instants as milliseconds."""
    Path("one.parquet").write_bytes(data)
    with Database() as database:
        described = database.rows("describe from read_parquet('one.parquet')")
        types = {name: type_ for name, type_, *_ in described}
        columns = ", ".join(f'epoch_ms("{name}")' if type_ == INSTANT else f'"{name}"' for name, type_ in types.items())
        return types, database.rows(f"select {columns} from read_parquet('one.parquet')")


def milliseconds(instant: str | None) -> int | None:
    return None if instant is None else (datetime.fromisoformat(instant) - EPOCH) // timedelta(milliseconds=1)


def strict(data: bytes | str) -> Any:
    """JSON as the standard knows it, without NaN and Infinity."""

    def refused(word: str) -> NoReturn:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(data, parse_constant=refused)


def test_json_lines_are_the_objects_of_json_one_a_line(desk: Command) -> None:
    whole, lines = exported(desk, "json"), exported(desk, "jsonl")
    for key in TITLES:
        text = lines[f"{key}.jsonl"].decode()
        assert text.endswith("\n")
        assert [json.loads(line) for line in text[:-1].split("\n")] == json.loads(whole[f"{key}.json"])


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_the_keys_of_every_object_are_the_columns_in_order(desk: Command, form: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(desk, "xlsx")["xlsx.xlsx"]))
    found = exported(desk, form)
    for key, title in TITLES.items():
        data = found[f"{key}.{form}"]
        objects = json.loads(data) if form == "json" else [json.loads(line) for line in data.splitlines()]
        assert {tuple(each) for each in objects} == {tuple(cell.value for cell in book[title][1])}


def in_parquet(value: Any, type_: str) -> Any:
    """A value of JSON as Parquet has it: instants in ms, profile values of all types as texts."""
    if type_ == INSTANT:
        return milliseconds(value)
    return json.dumps(value) if type_ == "VARCHAR" and isinstance(value, int | float) else value


def test_parquet_has_the_rows_of_json(desk: Command) -> None:
    whole, tables = exported(desk, "json"), exported(desk, "parquet")
    for key in TITLES:
        objects = json.loads(whole[f"{key}.json"])
        types, rows = parquet(tables[f"{key}.parquet"])
        assert list(types) == list(objects[0])
        assert rows == [tuple(in_parquet(value, types[name]) for name, value in each.items()) for each in objects]


def test_parquet_has_the_types_of_the_warehouse(desk: Command) -> None:
    found = exported(desk, "parquet", "--durations", "text")
    for key in TITLES:
        sql = f"select name, type, is_duration from meta.columns where relation = 'sheets.{key}' and not is_hidden"
        known = desk.built(sql + " order by position")
        types, _ = parquet(found[f"{key}.parquet"])
        assert list(types.items()) == [(name, INSTANT if type_ == "TIMESTAMP" else type_) for name, type_, _ in known]
        assert {types[name] for name, _, is_duration in known if is_duration} <= {"BIGINT"}


def test_the_sample_has_lists_durations_and_instants(desk: Command) -> None:
    types, rows = parquet(exported(desk, "parquet")["user_chats.parquet"])
    filled = {name for i, name in enumerate(types) if any(row[i] for row in rows)}
    assert {"managerIds", "tags", "waitingTime", "createdAt", "closedAt"} <= filled
    assert {types["tags"], types["waitingTime"], types["createdAt"]} == {"VARCHAR[]", "BIGINT", INSTANT}


@pytest.fixture
def odd(wh: Command) -> Command:
    """A home without messages and teams, whose profiles hold what some take for numbers."""
    bodies = [webhook({"id": "301", "role": "owner", "name": "NaN"}, "manager")]
    for i, number in enumerate(NUMBERS):
        profile = {"score": "@", "text": number}
        chat = {"id": f"c{i}", "channelId": "1", "state": "closed", "createdAt": AT + i, "version": 1}
        bodies.append(webhook(chat | {"userId": f"u{i}", "profile": profile}, "userChat"))
        bodies.append(webhook({"id": f"u{i}", "channelId": "1", "version": 1, "profile": profile}, "user"))
    texts = [json.dumps(each).replace('"@"', number_of(i)) for i, each in enumerate(bodies)]
    wh("load", write("a.jsonl", *(text.encode() for text in texts)))
    wh("build")
    return wh


def number_of(line: int) -> str:
    """The number in a line of that home; NaN and Infinity, which no JSON holds, as strings."""
    number = NUMBERS[(line - 1) // 2]
    return number if number[-1].isdigit() else f'"{number}"'


def test_no_number_is_written_that_json_does_not_know(odd: Command) -> None:
    for name, data in exported(odd, "json").items():
        assert strict(data) or name not in ("user_chats.json", "users.json")
    for name, data in exported(odd, "jsonl").items():
        documents = data.decode().split("\n")[:-1] if name.endswith(".jsonl") else [data]
        assert len([strict(each) for each in documents]) == len(NUMBERS) or name not in (
            "user_chats.jsonl",
            "users.jsonl",
        )


def test_an_empty_sheet_is_an_empty_array(odd: Command) -> None:
    found = exported(odd, "json")
    assert [found[f"{key}.json"] for key in ("messages", "teams")] == [b"[]\n", b"[]\n"]


def test_an_empty_sheet_is_an_empty_file_of_lines(odd: Command) -> None:
    found = exported(odd, "jsonl")
    assert [found[f"{key}.jsonl"] for key in ("messages", "teams")] == [b"", b""]


def test_an_empty_sheet_is_a_parquet_file_without_rows(odd: Command) -> None:
    found = exported(odd, "parquet")
    types, rows = parquet(found["messages.parquet"])
    assert list(types) == ["chatId", "personType", "personId", "createdAt", "plainText"]
    assert types["createdAt"] == INSTANT
    assert rows == []


@pytest.mark.parametrize("form", ["json", "jsonl", "parquet"])
def test_an_export_without_chats_has_all_its_entries(desk: Command, form: str) -> None:
    found = exported(desk, form, "--from", "2040-01-01")
    assert list(found) == [*(f"{key}.{form}" for key in TITLES), "manifest.json"]
    assert json.loads(found["manifest.json"])["rows"]["UserChat data"] == 0
