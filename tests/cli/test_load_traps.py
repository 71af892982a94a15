"""Files that are not quite what their names say, and what `wh load` tells of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import AT, Command, ids, lines, message, webhook, write

ONE, TWO = webhook(message("m1")), webhook(message("m2"))
BOM = b"\xef\xbb\xbf"


def known(wh: Command) -> list[str]:
    return ids(wh.raw("select id from raw.messages order by id"))


@pytest.mark.parametrize("data", [b"", b"\n\n \n"], ids=["nothing", "blank lines"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_empty_file_is_no_fault(wh: Command, name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    assert "loaded 1 files (0 unchanged): 0 events, 0 new, 0 duplicate, 0 rejected" in wh("load", name).err


@pytest.mark.parametrize("document", [[], {"messages": [], "userChats": []}], ids=["a list", "a page"])
def test_an_empty_list_is_no_fault(wh: Command, document: Any) -> None:
    Path("a.json").write_text(json.dumps(document), "utf-8")
    assert "0 events, 0 new, 0 duplicate, 0 rejected" in wh("load", "a.json").err


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_byte_order_mark_is_passed_over(wh: Command, name: str) -> None:
    Path(name).write_bytes(BOM + lines(ONE, TWO))
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", name).err


def test_a_byte_order_mark_before_a_pretty_object_is_passed_over(wh: Command) -> None:
    Path("a.json").write_bytes(BOM + json.dumps(ONE, indent=2).encode())
    assert "1 new, 0 duplicate, 0 rejected" in wh("load", "a.json").err


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


def test_a_pretty_printed_object_is_one_document(wh: Command) -> None:
    Path("a.json").write_text(json.dumps(ONE, indent=4), "utf-8")
    assert "1 events, 1 new" in wh("load", "a.json").err


def test_lines_may_end_in_cr_lf(wh: Command) -> None:
    Path("a.jsonl").write_bytes(lines(ONE, b"", b"{nope", TWO).replace(b"\n", b"\r\n"))
    assert "/a.jsonl:3: not JSON\n" in wh("load", "a.jsonl").err
    assert known(wh) == ["m1", "m2"]


def test_a_last_line_needs_no_end(wh: Command) -> None:
    Path("a.jsonl").write_bytes(lines(ONE, TWO)[:-1])
    wh("load", "a.jsonl")
    assert known(wh) == ["m1", "m2"]


def test_blank_lines_are_counted_but_hold_nothing(wh: Command) -> None:
    write("a.jsonl", b"", ONE, b"  ", b"{nope", b"", TWO)
    assert "2 new, 0 duplicate, 1 rejected" in wh("load", "a.jsonl").err
    assert wh.raw("select line from raw.rejects") == [(4,)]


def test_of_duplicate_keys_one_counts(wh: Command) -> None:
    write("a.jsonl", b'{"type":"message","type":"message",' + lines(ONE)[1:-1], TWO)
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err


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


def test_a_bad_element_of_an_array_is_named_by_its_place(wh: Command) -> None:
    Path("a.json").write_text(json.dumps([ONE, {"a": 1}, 3, TWO], indent=1), "utf-8")
    wh("load", "a.json")
    assert wh.raw("select line, reason from raw.rejects order by line") == [
        (2, "contains no known kind of event"),
        (3, "not an object"),
    ]
    assert known(wh) == ["m1", "m2"]


def test_a_long_line_in_a_packed_file_is_kept(wh: Command) -> None:
    data = lines(ONE, webhook(message("long", plainText="x" * 3_000_000)), TWO)
    Path("a.jsonl.gz").write_bytes(gzip.compress(data))
    assert "3 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl.gz").err


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


@pytest.mark.parametrize("name", ["missing.jsonl", "missing/*.jsonl", "[", "missing/folder/"])
def test_a_pattern_that_names_nothing_is_an_error(wh: Command, name: str) -> None:
    assert f"no such file or folder: {name}" in wh.fails("load", name, code=2)


def test_a_missing_file_keeps_the_others_from_being_loaded(wh: Command) -> None:
    write("a.jsonl", ONE)
    wh.fails("load", "a.jsonl", "missing.jsonl", code=2)
    assert known(wh) == []
