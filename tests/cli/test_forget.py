"""`wh forget`: not a byte of what is forgotten in any file of the home, now or after loading the old files again."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import PASSWORD, Command, entries, lines, message, webhook
from fake_channel import ACCESS, SECRET, FakeChannel, serving

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NAME, TEXT, NOTE, REJECT = (f"Qx7{word}zK9{word}vB2" for word in ("name", "text", "note", "reject"))
GONE = [word.encode() for word in (NAME, TEXT, NOTE, REJECT)]
KEPT = "another customer's words"


def events() -> list[dict[str, Any]]:
    user = {"id": "u-gone", "channelId": "1", "name": NAME, "version": 1, "profile": {"name": NAME}}
    other = {"id": "u-kept", "channelId": "1", "name": "kept", "version": 1}
    return [
        webhook(message("m1", chatId="gone", personId="u-gone", plainText=TEXT), refers={"user": user}),
        webhook(message("m2", chatId="gone", personType="manager", personId="301", plainText=NOTE)),
        webhook(message("m3", chatId="kept", personId="u-kept", plainText=KEPT), refers={"user": other}),
        {
            "userChats": [
                {"id": "gone", "channelId": "1", "userId": "u-gone", "name": NAME, "version": 1},
                {"id": "kept", "channelId": "1", "userId": "u-kept", "name": "kept", "version": 1},
            ],
            "messages": [message("m1", chatId="gone", personId="u-gone", plainText=TEXT)],
            "users": [user, other],
            "sessions": [{"id": "s1", "chatId": "gone", "note": TEXT}],
            "managers": [{"id": "301", "channelId": "1", "name": "Mio", "role": "owner"}],
        },
    ]


@pytest.fixture
def full(wh: Command) -> Command:
    """A home of two builds, in whose files and databases there is one who will be forgotten."""
    folder = wh.home / "events"
    folder.mkdir()
    plain = lines(*events())
    (folder / "a.jsonl").write_bytes(plain)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(plain))
    (folder / "c.jsonl.zst").write_bytes(zstd.compress(plain))
    (folder / "d.jsonl.bz2").write_bytes(bz2.compress(plain))
    (folder / "e.jsonl.xz").write_bytes(lzma.compress(plain))
    (folder / "f.json").write_bytes(json.dumps(events()[3], indent=1).encode())
    (folder / "g.jsonl").write_bytes(f'{{"u-gone": "{REJECT}"\n'.encode())
    wh("build", "--profile")
    wh("build", "--full")
    return wh


def contents(home: Path) -> dict[str, bytes]:
    """All files of a home, packed ones unpacked."""
    unpack = {".gz": gzip.decompress, ".zst": zstd.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}
    return {
        str(path.relative_to(home)): unpack.get(path.suffix, bytes)(path.read_bytes())
        for path in home.rglob("*")
        if path.is_file()
    }


def holding(home: Path) -> set[str]:
    return {name for name, content in contents(home).items() if any(word in content for word in GONE)}


def test_the_page_of_a_home_is_gone_too_as_it_has_ids(full: Command) -> None:
    full("report")
    full("forget", "--user", "u-gone", "--yes", "--reason", "asked for it")
    assert not (full.home / "report.html").exists()


def test_tables_on_spark_are_named_as_they_still_hold_it(full: Command) -> None:
    full.home.joinpath("spark").mkdir()
    said = full("forget", "--user", "u-gone", "--yes", "--reason", "asked for it").err
    assert f"still hold it, until `wh build --engine spark`: the tables at {full.home / 'spark'}" in said


def test_what_is_searched_for_is_there_before(full: Command) -> None:
    assert {"raw.duckdb", "warehouse.duckdb", "warehouse.duckdb.previous", "events/a.jsonl"} <= holding(full.home)


def test_a_customer_is_in_no_file_any_more(full: Command) -> None:
    said = full("forget", "--user", "u-gone", "--files", "--yes", "--reason", "asked for it").err
    assert "forgotten: 1 chat and 2 messages" in said
    assert said.count("written anew without it") == 7
    assert "still holds it" not in said
    assert holding(full.home) == set()
    assert full.built("select id, name from users") == [("u-kept", "kept")]
    assert full.built("select id, plain_text from messages") == [("m3", KEPT)]
    assert full.raw("select kind, reason from raw.forgotten order by kind") == [
        ("chat", "asked for it"),
        ("user", "asked for it"),
    ]
    assert b"u-gone" not in b"".join(contents(full.home).values())
    assert full.built("select name from managers") == [("Mio",)]


def test_it_stays_out_when_old_files_are_loaded_again(full: Command, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(full.home / "events", old)
    full("forget", "--user", "u-gone", "--files", "--yes")
    for name in ("b.jsonl.gz", "a.jsonl"):
        full("load", old / name)
    full("build", old, "--full")
    full("load", "--again")
    full("build")
    assert holding(full.home) == set()
    assert full.raw("select count(*) from raw.rejects where contains(text, 'u-gone')") == [(0,)]
    out = full.home / "out.zip"
    full("export", out, "--as", "301", "--reason", "x", "--format", "json", WH_PASSWORD=PASSWORD)
    assert not any(word in content for content in entries(out).values() for word in GONE)


def test_a_new_chat_of_a_forgotten_customer_stays_out_too(full: Command) -> None:
    full("forget", "--user", "u-gone", "--yes")
    later = [
        webhook(message("m8", chatId="later", personId="u-gone", plainText=TEXT)),
        webhook(message("m9", chatId="later", personType="manager", personId="301", plainText=NOTE)),
    ]
    full("load", "-", stdin=lines(*later))
    assert full.raw("select id from raw.messages where \"chatId\" <> 'kept'") == []


def test_without_files_they_are_named(full: Command) -> None:
    said = full("forget", "--chat", "gone", "--yes").err
    assert said.count("still holds it: ") == 6  # not the reject, which names the customer only
    assert "hint: --files writes event files anew" in said
    assert full.built("select id from messages") == [("m3",)]
    assert full.built("select count(*) from users where id = 'u-gone'") == [(1,)]


def test_a_file_that_cannot_be_read_to_its_end_stays_as_it_is(full: Command) -> None:
    file = full.home / "events" / "b.jsonl.gz"
    torn = file.read_bytes()[:-12]
    file.write_bytes(torn)
    said = full("forget", "--user", "u-gone", "--yes", "--files").err
    assert f"could not be looked into: {file}" in said
    assert file.read_bytes() == torn


def test_a_message_alone(full: Command) -> None:
    full("forget", "--message", "m1", "--yes", "--files")
    assert full.built("select id from messages order by id") == [("m2",), ("m3",)]
    note = b'"note": "' + TEXT.encode()  # in what no load reads, and that has no id of a message
    for name, content in contents(full.home).items():
        assert content.count(TEXT.encode()) == content.count(note), name
    assert full.built("select id from user_chats order by id") == [("gone",), ("kept",)]


def test_a_summary_goes_with_its_message(wh: Command) -> None:
    chat = {"id": "c1", "channelId": "1", "version": 1, "summarizedMessageId": "m1", "summarizedMessage": TEXT}
    wh("load", "-", stdin=lines({"userChats": [chat]}, webhook(message("m1", chatId="c1", plainText=TEXT))))
    wh("build")
    wh("forget", "--message", "m1", "--yes")
    assert wh.built("select summarized_message from user_chats") == [(None,)]
    assert holding(wh.home) == set()


def test_exports_and_downloads_that_hold_it_are_named(full: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    full("export", out, "--as", "301", "--reason", "x", WH_PASSWORD=PASSWORD)
    book = full.home / "events" / "book.xlsx"
    book.write_bytes(next(content for name, content in entries(out).items() if name.endswith(".xlsx")))
    shutil.copyfile(out, full.home / "events" / "out.zip")
    said = full("forget", "--chat", "gone", "--yes", "--files").err
    assert f"still holds it: {book}" in said
    assert f"could not be looked into: {full.home / 'events' / 'out.zip'}" in said
    assert "an export that may hold it: out.zip of 20" in said


def test_what_a_pull_knows_of_it_goes_and_does_not_come_again(wh: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = FakeChannel()
    for name in ("gone", "kept"):
        channel.chat(f"chat-{name}")
        channel.say(f"chat-{name}", TEXT if name == "gone" else KEPT)
    monkeypatch.setenv("WH_ACCESS_KEY", ACCESS)
    monkeypatch.setenv("WH_ACCESS_SECRET", SECRET)
    with serving(channel) as url:
        words = ["pull", "--base-url", url, "--rate", "50", "--build"]
        wh(*words)
        wh("forget", "--user", "u-chat-gone", "--yes", "--files")
        assert not [name for name, content in contents(wh.home).items() if b"chat-gone" in content]
        wh(*words)
        wh(*words, "--full")
    assert not [name for name, content in contents(wh.home).items() if b"chat-gone" in content]
    assert wh.built("select id from user_chats") == [("chat-kept",)]


def test_it_is_asked_before_and_one_thing_at_a_time(full: Command) -> None:
    assert "this takes out 1 chat and 2 messages for good" in full.fails("forget", "--user", "u-gone", code=2)
    assert "name one thing" in full.fails("forget", code=2)
    assert "name one thing" in full.fails("forget", "--chat", "gone", "--message", "m1", code=2)
    assert "no chat has the id nobody" in full.fails("forget", "--chat", "nobody", "--yes", code=2)
    assert full.built("select count(*) from messages") == [(3,)]


def test_it_can_be_run_again(full: Command) -> None:
    full("forget", "--user", "u-gone", "--yes")
    said = full("forget", "--user", "u-gone", "--yes", "--files").err
    assert "forgotten: 0 chats and 0 messages" in said
    assert said.count("written anew without it") == 7
    assert holding(full.home) == set()
