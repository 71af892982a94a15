"""What cannot be kept is rejected with file, line, reason and text, and loses nothing beside it.

All files of FAULTS and MENDED are loaded by one command; each of their lines stands between two good ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import AT, lines, message, webhook
from wh.loading.documents import SHOWN
from wh.loading.load import load_files
from wh.loading.raw import open_raw
from wh.loading.rejects import Reject
from wh.loading.sources import find_sources


def event(**fields: Any) -> dict[str, Any]:
    return webhook(message("bad", **fields))


def without(name: str) -> dict[str, Any]:
    return webhook({key: value for key, value in message("bad").items() if key != name})


FAULTS: dict[str, tuple[Any, str]] = {
    "no JSON": (b"{nope", "not JSON"),
    "a line cut off": (lines(event())[:40], "not JSON"),
    "no UTF-8": (lines(event(plainText="zz"))[:-1].replace(b"zz", b"\xff\xfe"), "not JSON"),
    "Latin-1": (lines(event(plainText="zz"))[:-1].replace(b"zz", b"caf\xe9"), "not JSON"),
    "NUL bytes": (b"\0\0\0", "not JSON"),
    "single quotes": (b"{'type':'message'}", "not JSON"),
    "two objects in a line": (lines(event())[:-1] * 2, "not JSON"),
    "an array": ([1, 2], "not an object"),
    "a number": (3, "not an object"),
    "a text": ("text", "not an object"),
    "null": (None, "not an object"),
    "true": (True, "not an object"),
    "an empty object": ({}, "contains no known kind of event"),
    "an unknown key": ({"surprise": 1}, "contains no known kind of event"),
    "an unknown type": ({"type": "zebra", "entity": {"id": "1"}}, "contains no known kind of event"),
    "a type without an entity": ({"type": "message"}, "contains no known kind of event"),
    "an entity of null": ({"type": "message", "entity": None}, "contains no known kind of event"),
    "a list of null": ({"messages": None}, "contains no known kind of event"),
    "a message without id": (without("id"), "a message without id"),
    "an empty id": (event(id=""), "a message without id"),
    "an id of null": (event(id=None), "a message without id"),
    "a message without chat": (without("chatId"), "a message without chatId"),
    "a message without instant": (without("createdAt"), "a message without createdAt"),
    "an instant in words": (event(createdAt="yesterday"), "a message without createdAt"),
    "a chat without id": (webhook({"state": "opened"}, "userChat"), "a userChat without id"),
    "a user without id": (webhook({"name": "x"}, "user"), "a user without id"),
    "a team without id": ({"teams": [{"name": "x"}]}, "a team without id"),
    "a schema without key": ({"profileSchemas": [{"name": "x"}]}, "a profileSchema without key"),
    "an instant in seconds": (event(createdAt=AT // 1000), "createdAt is outside 2000-2100"),
    "an instant in microseconds": (event(createdAt=AT * 1000), "createdAt is outside 2000-2100"),
    "an instant before 2000": (event(createdAt=946_684_799_999), "createdAt is outside 2000-2100"),
    "an instant after 2100": (event(createdAt=4_102_444_800_001), "createdAt is outside 2000-2100"),
    "a negative instant": (event(updatedAt=-5), "updatedAt is outside 2000-2100"),
    "an answer's instant": (event(form={"submittedAt": 5}), "form.submittedAt is outside 2000-2100"),
    "a call's instant": (event(meet={"call": {"engagedAt": 7}}), "meet.call.engagedAt is outside 2000-2100"),
    "a meet's instant": (event(meet={"front": {"engagedAt": 7}}), "meet.front.engagedAt is outside 2000-2100"),
    "a goal's instant": (
        webhook({"id": "c9", "goalCheckedAt": 1}, "userChat"),
        "goalCheckedAt is outside 2000-2100",
    ),
    "a browser's instant": (
        webhook({"id": "u9", "web": {"lastSeenAt": 1}}, "user"),
        "web.lastSeenAt is outside 2000-2100",
    ),
}
MENDED: dict[str, tuple[Any, str]] = {
    "half a surrogate pair": (rb"a\ud83d b", "a\ufffd b"),
    "a pair the wrong way round": (rb"\ude00\ud83d", "\ufffd\ufffd"),
    "NUL": (rb"a\u0000b", "a\0b"),
    "line separators": ("a\u2028b\u2029c\u0085d".encode(), "a\u2028b\u2029c\u0085d"),
    "a line break": (rb"a\r\nb", "a\r\nb"),
    "bidi marks, a hard space, U+FFFD": ("\u202b\u00a0\ufffd".encode(), "\u202b\u00a0\ufffd"),
    "an emoji": (rb"\ud83d\ude00", "😀"),
    "440 KB": (b"x" * 440_000, "x" * 440_000),
    "more than 2 MiB": (b"x" * 2_200_000, "x" * 2_200_000),
    "more than 16 MiB": (b"x" * 17_000_000, "x" * 17_000_000),
}


def between(name: str, line: bytes) -> bytes:
    """A bad line between two good ones, whose ids are made of the file's name."""
    return lines(webhook(message(f"{name} 1")), line, webhook(message(f"{name} 3")))


def text_event(name: str, text: bytes) -> bytes:
    return lines(webhook(message(name, plainText="TEXT")))[:-1].replace(b"TEXT", text)


class Loaded:
    """What the one load of all files left behind."""

    def __init__(self, folder: Path) -> None:
        for name, (bad, _) in FAULTS.items():
            bad = bad if isinstance(bad, bytes) else json.dumps(bad).encode()
            (folder / f"{name}.jsonl").write_bytes(between(name, bad))
        for name, (text, _) in MENDED.items():
            (folder / f"{name}.jsonl").write_bytes(between(name, text_event(f"{name} 2", text)))
        self.summary = load_files(folder / "raw.duckdb", find_sources([str(folder)], folder))
        with open_raw(folder / "raw.duckdb") as database:
            self.texts: dict[str, str] = dict(database.rows("select id, plainText from raw.messages"))
            self.written = database.rows("select path, line, reason, text from raw.rejects")

    def rejects(self, name: str) -> Sequence[Reject]:
        return [each for each in self.summary.rejects if Path(each.path).stem == name]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return Loaded(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_rejected_with_line_and_reason(loaded: Loaded, name: str) -> None:
    assert [(each.line, each.reason) for each in loaded.rejects(name)] == [(2, FAULTS[name][1])]
    assert loaded.rejects(name)[0].text


@pytest.mark.parametrize("name", [*FAULTS, *MENDED])
def test_the_good_events_beside_are_kept(loaded: Loaded, name: str) -> None:
    assert {f"{name} 1", f"{name} 3"} <= set(loaded.texts)


@pytest.mark.parametrize("name", MENDED)
def test_an_odd_text_is_kept(loaded: Loaded, name: str) -> None:
    assert loaded.rejects(name) == []
    assert loaded.texts[f"{name} 2"] == MENDED[name][1]


def test_nothing_that_was_rejected_is_kept(loaded: Loaded) -> None:
    assert "bad" not in loaded.texts
    assert len(loaded.texts) == 2 * len(FAULTS) + 3 * len(MENDED)


def test_every_reject_is_counted_and_written_down(loaded: Loaded) -> None:
    rejects = loaded.summary.rejects
    assert loaded.written == [(each.path, each.line, each.reason, each.text) for each in rejects]
    assert loaded.summary.events == loaded.summary.new + len(rejects)


def test_the_text_of_a_reject_is_cut(loaded: Loaded) -> None:
    assert all(len(each.text) <= SHOWN for each in loaded.summary.rejects)
