"""What cannot be kept is rejected with file, line, reason and text, and nothing beside it is lost.

All files of FAULTS and MENDED are loaded by one command; each of their lines stands between two good ones.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import AT, Command, known, lines, message, rejected, webhook, write
from wh.loading.load import load_files
from wh.loading.raw import open_raw
from wh.loading.rejects import SHOWN, Reject
from wh.reading.finding import find_files

ONE, TWO = webhook(message("m1")), webhook(message("m2"))


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
    "an instant in words": (event(createdAt="yesterday"), "createdAt is not an instant"),
    "a chat without id": (webhook({"state": "opened"}, "userChat"), "a userChat without id"),
    "a user without id": (webhook({"name": "x"}, "user"), "a user without id"),
    "a team without id": ({"teams": [{"name": "x"}]}, "a team without id"),
    "a schema without key": ({"profileSchemas": [{"name": "x"}]}, "a profileSchema without key"),
    "an instant in seconds": (event(createdAt=AT // 1000), "createdAt is in seconds, not in milliseconds"),
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
        self.summary = load_files(folder / "raw.duckdb", find_files([str(folder)], folder))
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


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_first_line_of_garbage_does_not_hide_the_rest(wh: Command, name: str) -> None:
    write(name, b"-- export of april --", ONE, TWO)
    said = wh("load", name).err
    assert f"/{name}:1: not JSON\n" in said
    assert known(wh) == ["m1", "m2"]


def test_a_json_file_may_hold_a_document_a_line(wh: Command) -> None:
    write("a.json", ONE, b"{nope", TWO)
    assert "/a.json:2: not JSON\n" in wh("load", "a.json").err
    assert known(wh) == ["m1", "m2"]


def test_lines_may_end_in_cr_lf(wh: Command) -> None:
    Path("a.jsonl").write_bytes(lines(ONE, b"", b"{nope", TWO).replace(b"\n", b"\r\n"))
    assert "/a.jsonl:3: not JSON\n" in wh("load", "a.jsonl").err
    assert known(wh) == ["m1", "m2"]


def test_utf_16_is_rejected(wh: Command) -> None:
    Path("a.jsonl").write_bytes(lines(ONE).decode().encode("utf-16"))
    write("b.jsonl", TWO)
    assert "/a.jsonl:1: not JSON\n" in wh("load", "a.jsonl", "b.jsonl").err
    assert "m2" in known(wh)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"chatId": "c1", "createdAt": AT}, "a message without id"),
        (message("bad", createdAt=5), "createdAt is outside 2000-2100"),
    ],
)
def test_a_bad_element_of_a_page_takes_no_other_with_it(wh: Command, bad: dict[str, Any], reason: str) -> None:
    write("a.jsonl", TWO)
    Path("page.json").write_text(json.dumps({"messages": [message("m1"), bad, message("m3")]}, indent=1), "utf-8")
    assert f"/page.json:1: {reason}\n" in wh("load", "a.jsonl", "page.json").err
    assert known(wh) == ["m1", "m2", "m3"]


def test_a_bad_entity_under_refers_takes_no_other_with_it(wh: Command) -> None:
    write("a.jsonl", webhook(message("m1"), user={"name": "nobody"}, bot={"id": "801"}))
    assert "/a.jsonl:1: a user without id\n" in wh("load", "a.jsonl").err
    assert known(wh) == ["m1"]
    assert wh.raw("select id from raw.bots") == [("801",)]


def test_a_bad_element_of_an_array_is_named_by_its_line(wh: Command) -> None:
    Path("a.json").write_text(json.dumps([{"a": 1}, 3, ONE, TWO], indent=1), "utf-8")
    wh("load", "a.json")
    assert rejected(wh) == [(2, "contains no known kind of event"), (5, "not an object")]
    assert known(wh) == ["m1", "m2"]


def test_only_the_first_twenty_rejects_are_printed(wh: Command) -> None:
    write("a.jsonl", ONE, *[b"{nope"] * 25)
    said = wh("load", "a.jsonl").err
    assert said.count("/a.jsonl") == 20
    assert "… and 5 more" in said


def test_strict_keeps_nothing_of_a_load_with_a_reject(wh: Command) -> None:
    write("a.jsonl", ONE)
    write("b.jsonl", TWO, b"{nope")
    said = wh.fails("load", "--strict", "a.jsonl", "b.jsonl", code=1)
    assert "1 rejected, nothing loaded (--strict); first: " in said
    assert "/b.jsonl:2: not JSON" in said
    assert known(wh) == []
    assert wh.raw("from raw.files") == wh.raw("from raw.rejects") == wh.raw("from raw.loads") == []


def test_strict_loads_what_has_no_reject(wh: Command) -> None:
    write("a.jsonl", ONE)
    assert "1 new" in wh("load", "--strict", "a.jsonl").err


def test_a_small_damaged_archive_does_not_keep_its_neighbours_out(wh: Command) -> None:
    Path("bad.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 1000)[:20])
    Path("worse.jsonl.zst").write_bytes(b"no archive at all")
    write("good.jsonl", webhook(message("m1")))
    said = wh("load", "bad.jsonl.gz", "worse.jsonl.zst", "good.jsonl").err
    assert known(wh) == ["m1"]
    assert said.count("the file is damaged") == 2


def test_a_file_in_utf_16_is_rejected_line_by_line(wh: Command) -> None:
    Path("a.jsonl").write_bytes("\n".join(json.dumps(webhook(message(f"m{i}"))) for i in (1, 2)).encode("utf-16"))
    assert "not JSON" in wh("load", "a.jsonl", code=1).err
    assert known(wh) == []
