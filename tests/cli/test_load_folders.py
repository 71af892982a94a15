"""Folders of files as programs leave them: rotated, unnamed, linked, many and small. None is silently passed over."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import AT, Command, known, lines, message, webhook, write

ROTATED: dict[str, Callable[[bytes], bytes]] = {
    "hook.jsonl.1": bytes,
    "hook.jsonl.2.gz": gzip.compress,
    "hook.jsonl-20250501": bytes,
    "hook.jsonl.xz": lzma.compress,
    "hook.ndjson.bz2": bz2.compress,
    "hook.log": bytes,
    "hook.txt.gz": gzip.compress,
    "firehose-1-2025-05-01-00-00-00-0a1b": bytes,
}


def event(id_: str) -> bytes:
    return lines(webhook(message(id_)))


@pytest.mark.parametrize("name", ROTATED)
def test_a_file_without_an_ending_of_ours_is_known_by_what_it_holds(wh: Command, name: str) -> None:
    write("events/a.jsonl", webhook(message("m1")))
    Path("events", name).write_bytes(ROTATED[name](event("m2")))
    assert "loaded 2 files" in wh("load", "events", "--strict").err
    assert known(wh) == ["m1", "m2"]


@pytest.mark.parametrize("data", [b"127.0.0.1 - GET /", b"PK\x03\x04", b'{"name": "package"}', b"", b"\x1f\x8b\x08"])
def test_what_holds_none_is_told(wh: Command, data: bytes) -> None:
    write("events/a.jsonl", webhook(message("m1")))
    Path("events/other.log").write_bytes(data)
    said = wh("load", "events").err
    assert f"note: passed over, since nothing in them looks like events: {Path.cwd()}/events/other.log\n" in said
    assert "loaded 1 file (0 unchanged)" in said


def test_of_many_the_first_are_named(wh: Command) -> None:
    Path("events").mkdir()
    for number in range(12):
        Path(f"events/{number:02}.csv").write_text("a,b")
    said = wh("load", "events", code=1).err
    assert "/04.csv and 7 more\n" in said
    assert "05.csv" not in said


def test_a_named_file_is_read_whatever_it_holds(wh: Command) -> None:
    Path("other.log").write_bytes(b"no event")
    assert "1 rejected" in wh("load", "other.log", code=1).err


def test_a_folder_that_is_a_link_is_followed(wh: Command) -> None:
    write("far/deep/h.jsonl", webhook(message("m1")))
    Path("events").mkdir()
    Path("events/2024").symlink_to(Path("far").resolve())
    Path("events/again").symlink_to(Path("far/deep").resolve())
    assert "loaded 1 file (0 unchanged)" in wh("load", "events").err
    assert known(wh) == ["m1"]


def test_a_glob_that_names_folders_names_what_is_in_them(wh: Command) -> None:
    write("events/2024/a.jsonl", webhook(message("m1")))
    write("events/2025/b.log", webhook(message("m2")))
    wh("load", "events/*")
    assert known(wh) == ["m1", "m2"]


def test_hidden_files_are_left_alone(wh: Command) -> None:
    for name in (".a.jsonl.Xy12", "._a.jsonl", ".git/b.jsonl"):
        write(f"events/{name}", webhook(message("m1")))
    said = wh("load", "events").err
    assert "0 files" in said
    assert "note" not in said


def test_a_folder_that_may_not_be_read_is_an_error(wh: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("events/deep").mkdir(parents=True)
    really = os.scandir

    def denied(path: Path) -> object:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert "deep cannot be read: Permission denied" in wh.fails("load", "events", code=1)


def test_many_small_files_of_every_form_keep_their_order(wh: Command) -> None:
    Path("events").mkdir()
    for number in range(300):
        state = {"id": "7", "name": f"T{number}"}
        text = json.dumps({"teams": [state]}) if number % 3 else json.dumps([{"team": state}], indent=1)
        Path(f"events/{number:03}.json").write_text(text + "\n" * (number % 2), "utf-8")
    assert "300 new, 0 duplicate, 0 rejected" in wh("load", "events").err
    assert wh.raw("select name from raw.teams order by seq") == [(f"T{number}",) for number in range(300)]


def test_a_fault_in_one_of_many_is_told_with_its_file(wh: Command) -> None:
    Path("events").mkdir()
    for number in range(50):
        at = 5 if number == 33 else AT
        Path(f"events/{number:02}.json").write_bytes(lines(webhook(message(f"m{number:02}", createdAt=at))))
    assert f"{Path.cwd()}/events/33.json:1: createdAt is outside 2000-2100" in wh("load", "events").err
    assert len(known(wh)) == 49


FOREIGN = {
    "pages.json": (b"PK\x03\x04....", "a zip or an Excel workbook"),
    "old.xls": (b"\xd0\xcf\x11\xe0....", "an Excel workbook"),
    "guide.pdf": (b"%PDF-1.7\n", "a PDF"),
    "page.html": (b"\xef\xbb\xbf <!doctype html>", "a web page or XML"),
    "chats.csv": (b"id,state\n1,opened\n", "a table in text form"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_format_is_one_error_with_a_hint(wh: Command, name: str) -> None:
    Path(name).write_bytes(FOREIGN[name][0])
    said = wh.fails("load", name, code=2)
    assert f"{name} is {FOREIGN[name][1]}, not events\nhint: wh reads JSON" in said


def test_in_a_folder_it_is_passed_over_and_told(wh: Command) -> None:
    Path("events").mkdir()
    for name in ("pages.json", "guide.pdf", "chats.csv"):
        Path("events", name.replace("pages.json", "download.xlsx")).write_bytes(FOREIGN[name][0])
    said = wh("load", "events", code=1).err
    assert "note: passed over" in said
    assert all(name in said for name in ("download.xlsx", "guide.pdf", "chats.csv"))
    write("events/a.jsonl", webhook(message("m1")))
    wh("load", "events")
    assert known(wh) == ["m1"]


def test_a_load_in_which_nothing_was_accepted_fails(wh: Command) -> None:
    Path("a.jsonl").write_text("{}\nno event\n")
    assert "0 new, 0 duplicate, 2 rejected" in wh("load", "a.jsonl", code=1).err
    wh("load", "a.jsonl")  # known, and said so
    Path("none").mkdir()
    wh("load", "none")


def test_what_looks_like_no_events_is_refused_by_who_wants_all_or_nothing(wh: Command) -> None:
    Path("in").mkdir()
    write("in/a.jsonl", webhook(message()))
    Path("in/more.zip").write_bytes(b"PK\x03\x04 and so on")
    said = wh.fails("load", "in", "--strict", code=1)
    assert said.startswith("error: nothing in ")
    assert "in/more.zip looks like events, nothing loaded (--strict)" in said
    assert known(wh) == []
    wh("load", "in")
    assert known(wh) == ["m1"]


def test_a_source_that_is_no_more_is_told(desk: Command) -> None:
    (desk.home / "wh.toml").write_text('sources = ["events", "gone/*.gz"]')
    said = desk("build").err
    assert f"warning: {desk.home}/gone/*.gz, which `sources` in wh.toml names, does not exist" in said
    assert "403" in said


def test_a_source_that_is_no_more_is_told_to_who_wants_to_hear_of_nothing_else(desk: Command) -> None:
    (desk.home / "wh.toml").write_text('sources = ["events", "gone"]')
    told = f"{desk.home}/gone, which `sources` in wh.toml names, does not exist\n"
    assert desk("build", "--quiet").err == f"warning: {told}"
    assert desk.fails("build", "--quiet", "--strict", code=2).startswith(f"error: {told}")
