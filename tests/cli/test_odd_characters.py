"""Half surrogate pairs, NUL and other characters that JSON can hold: what is exported of them in every format."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cells import by_calamine, by_openpyxl, kept
from conftest import AT, PASSWORD, Command, Said, built_home, entries, lines, message, webhook

# As JSON writes a text, and as it is kept: half a pair becomes U+FFFD, all else stays.
TEXTS = {
    r"a\ud83d b": "a\ufffd b",
    r"\ud83d": "\ufffd",
    r"\ude00\ud83d": "\ufffd\ufffd",
    r"\ud83d\ud83d\ude00": "\ufffd😀",
    r"\ud83d\ude00": "😀",
    r"a\u0000b": "a\0b",
    r"\u0000": "\0",
    r"\u0001\u001f\u007f\uffff": "\x01\x1f\x7f\uffff",
    r"_x0041\u0000_ _x0041\r": "_x0041\0_ _x0041\r",
}
BLANKS = " \t\r\n\u00a0\u3000"  # at the ends of a tag
LOST = sum(kept(text) != text for text in TEXTS.values())


def odd(name: str) -> bytes:
    """A chat with each of TEXTS as a tag, and `name` as its name, a key of its profile and that key's value."""
    chat = {"id": "c1", "channelId": "1", "state": "closed", "createdAt": AT, "version": 1, "name": "NAME"}
    chat |= {"tags": ["TAGS"], "profile": {"NAME": "NAME", "NUL": "x", "a\x01:1\x02b": "y"}}
    line = lines(webhook(chat, "userChat")).decode().replace("TAGS", '", "'.join(TEXTS))
    return line.replace("NAME", name).replace("NUL", r"a\u0000key").encode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a message for each of TEXTS and a chat that has them all."""
    owner = webhook({"id": "301", "role": "owner", "name": "x", "removed": False}, "manager")
    bodies = [
        lines(webhook(message(f"m{place}", plainText="TEXT", createdAt=AT + place))).replace(b"TEXT", text.encode())
        for place, text in enumerate(TEXTS)
    ]
    return built_home(tmp_path_factory.mktemp("odd"), b"".join(bodies) + odd(r"a\ud83d b") + lines(owner))


@pytest.fixture
def odds(wh: Command, built: Path) -> Command:
    """The commands, run in a copy of that home."""
    shutil.copytree(built, wh.home, dirs_exist_ok=True)
    return wh


def exported(wh: Command, form: str) -> tuple[Said, dict[str, bytes]]:
    said = wh("export", "out.zip", "--as", "301", "--reason", "x", "--format", form, WH_PASSWORD=PASSWORD)
    return said, entries(Path("out.zip"))


def table(form: str, data: bytes) -> list[dict[str, Any]]:
    """The rows of a sheet's file, whatever its format."""
    if form == "parquet":
        Path("sheet.parquet").write_bytes(data)
        with duckdb.connect() as connection:
            found = connection.execute("select to_json(sheet)::varchar from 'sheet.parquet' as sheet").fetchall()
        return [json.loads(text) for (text,) in found]
    return [json.loads(line) for line in data.splitlines()] if form == "jsonl" else list(json.loads(data))


@pytest.mark.parametrize("form", ["json", "jsonl", "parquet"])
def test_odd_texts_come_back_whole_from_a_file(odds: Command, form: str) -> None:
    files = exported(odds, form)[1]
    assert [row["plainText"] for row in table(form, files[f"messages.{form}"])] == list(TEXTS.values())
    (chat,) = table(form, files[f"user_chats.{form}"])
    assert chat["name"] == chat["profile.a\ufffd b"] == "a\ufffd b"
    assert sorted(chat["tags"]) == sorted(text.strip(BLANKS) for text in TEXTS.values())


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_file_of_odd_texts_is_utf_8_with_its_control_characters_escaped(odds: Command, form: str) -> None:
    data = exported(odds, form)[1][f"messages.{form}"]
    data.decode("utf-8")
    assert not [code for code in data if code < 32 and code != 10]


@pytest.mark.parametrize("read", [by_openpyxl, by_calamine])
def test_odd_texts_come_back_from_the_workbook_as_far_as_it_can_hold_them(odds: Command, read: Any) -> None:
    data = exported(odds, "xlsx")[1]["out.xlsx"]
    texts = [row[4] or "" for row in read(data, "Message data")[1:]]
    assert texts == [kept(text) for text in TEXTS.values()]
    head, chat = read(data, "UserChat data")
    row = dict(zip(head, chat, strict=True))
    assert row["name"] == row["profile.a\ufffd b"] == "a\ufffd b"
    assert sorted(row["tags"].split(", ")) == sorted(kept(text.strip(BLANKS)) for text in TEXTS.values())


def test_what_a_workbook_cannot_hold_is_said(odds: Command) -> None:
    said, files = exported(odds, "xlsx")
    assert f"Message data: {LOST} cells lost characters that a workbook cannot hold" in said.err
    facts = json.loads(files["manifest.json"])
    assert facts["cells without characters that XML forbids"] == {"UserChat data": 1, "Message data": LOST}
