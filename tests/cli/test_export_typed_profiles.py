"""Values of profile keys as numbers and booleans, where the profile schema says so and every value is one."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import PASSWORD, Command, entries, webhook, write
from wh.engine.database import Database

OWNER = {"managers": [{"id": "301", "channelId": "1", "role": "owner"}]}


def home(wh: Command, type_: str, *values: Any) -> None:
    """A home of chats with these values of the key `k`, which the profile schema calls a `type_`."""
    chats = [
        webhook(
            {"id": f"c{n}", "channelId": "1", "version": 1, "createdAt": 1_743_500_000_000 + n, "profile": {"k": each}},
            "userChat",
        )
        for n, each in enumerate(values)
    ]
    wh("build", write("a.jsonl", OWNER, {"profileSchemas": [{"key": "k", "type": type_}]}, *chats))


def exported(wh: Command, *words: str) -> dict[str, bytes]:
    wh(
        "export",
        "o.zip",
        "--as",
        "301",
        "--reason",
        "x",
        "--sheet",
        "user_chats",
        "--force",
        *words,
        WH_PASSWORD=PASSWORD,
    )
    return entries(Path("o.zip"))


def in_workbook(data: bytes) -> list[Any]:
    header, *rows = openpyxl.load_workbook(io.BytesIO(data))["UserChat data"].iter_rows(values_only=True)
    place = header.index("profile.k")
    return [row[place] for row in rows]


def in_json(data: bytes) -> list[Any]:
    return [row["profile.k"] for row in json.loads(data)]


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        ("number", [12430, -5, 0], [12430, -5, 0]),
        ("number", ["12430", 7], [12430, 7]),  # the dated API has digits in strings
        ("number", [1.5, 2], [1.5, 2.0]),
        ("number", [999_999_999_999_999, 1], [999_999_999_999_999, 1]),
        ("number", [123_456_789.123456, -0.5], [123_456_789.123456, -0.5]),
        ("number", ["", 3, None, []], [None, 3, None, None]),
        ("Number", [1], [1]),
        ("boolean", [True, False, "true"], [True, False, True]),
        ("boolean", [None, True], [None, True]),
    ],
    ids=repr,
)
def test_values_that_are_what_the_schema_says_have_its_type(
    wh: Command, type_: str, given: list[Any], kept: list[Any]
) -> None:
    home(wh, type_, *given)
    found = exported(wh, "--format", "both")
    for values in (in_json(found["user_chats.json"]), in_workbook(found["o.xlsx"])):
        assert [(each, type(each)) for each in values] == [(each, type(each)) for each in kept]


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        ("number", [12430, "about 5"], ["12430", "about 5"]),
        ("number", ["007", 1], ["007", "1"]),
        ("number", ["1,000"], ["1,000"]),
        ("number", [1_000_000_000_000_000], ["1000000000000000"]),  # a cell holds 15 digits
        ("number", [0.1234567], ["0.1234567"]),
        ("number", [[1, 2]], ["[1,2]"]),
        ("number", [True], ["true"]),
        ("boolean", [True, 1], ["true", "1"]),
        ("boolean", ["TRUE"], ["TRUE"]),
        ("string", [5], ["5"]),
        ("date", [1_743_500_000_000], ["1743500000000"]),
    ],
    ids=repr,
)
def test_one_value_that_is_something_else_leaves_all_of_the_key_texts(
    wh: Command, type_: str, given: list[Any], kept: list[str]
) -> None:
    home(wh, type_, *given)
    found = exported(wh, "--format", "both")
    assert in_json(found["user_chats.json"]) == in_workbook(found["o.xlsx"]) == kept


def test_only_the_chats_that_go_out_count(wh: Command) -> None:
    home(wh, "number", 1, "none")
    assert in_json(exported(wh, "--format", "json", "--chat", "c0")["user_chats.json"]) == [1]
    assert in_json(exported(wh, "--format", "json")["user_chats.json"]) == ["1", "none"]


def test_parquet_has_texts_like_the_view_since_the_files_of_two_months_are_read_together(wh: Command) -> None:
    home(wh, "number", 1, 2.5)
    Path("c.parquet").write_bytes(exported(wh, "--format", "parquet")["user_chats.parquet"])
    with Database() as database:
        assert database.rows("""select "profile.k" from 'c.parquet'""") == [("1",), ("2.5",)]


def test_a_view_has_texts_whatever_the_values_are(wh: Command) -> None:
    home(wh, "number", 1)
    assert wh.built("""select "profile.k", typeof("profile.k") from sheets.user_chats""") == [("1", "VARCHAR")]


def test_masked_a_number_stays_one_but_that_of_a_key_which_the_settings_name(wh: Command) -> None:
    home(wh, "number", 12430)
    assert in_json(exported(wh, "--format", "json", "--mask")["user_chats.json"]) == [12430]
    (wh.home / "wh.toml").write_text('mask = ["k"]\n')
    (masked,) = in_json(exported(wh, "--format", "json", "--mask")["user_chats.json"])
    assert masked.startswith("person-")
