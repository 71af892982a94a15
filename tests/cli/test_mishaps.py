"""Mishaps that once lost events, or ended in a traceback."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from conftest import PASSWORD, Command, ids, message, webhook, write

MARK = b"\xef\xbb\xbf"


def loaded(wh: Command) -> list[str]:
    return ids(wh.raw("select id from raw.messages order by id"))


def test_an_array_after_a_byte_order_mark_is_loaded_whole(wh: Command) -> None:
    Path("a.json").write_bytes(MARK + json.dumps([webhook(message("m1")), webhook(message("m2"))]).encode())
    wh("load", "a.json")
    assert loaded(wh) == ["m1", "m2"]


def test_a_small_damaged_archive_does_not_keep_its_neighbours_out(wh: Command) -> None:
    Path("bad.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 1000)[:20])
    Path("worse.jsonl.zst").write_bytes(b"no archive at all")
    write("good.jsonl", webhook(message("m1")))
    said = wh("load", "bad.jsonl.gz", "worse.jsonl.zst", "good.jsonl").err
    assert loaded(wh) == ["m1"]
    assert said.count("the file is damaged") == 2


def test_a_file_in_utf_16_is_rejected_line_by_line(wh: Command) -> None:
    Path("a.jsonl").write_bytes("\n".join(json.dumps(webhook(message(f"m{i}"))) for i in (1, 2)).encode("utf-16"))
    assert "not JSON" in wh("load", "a.jsonl").err
    assert loaded(wh) == []


@pytest.mark.parametrize("words", [["sql", ""], ["load", ""], ["init", "afile"], ["init", "afile/x"]])
def test_odd_words_end_in_one_line(wh: Command, sample: Path, words: list[str]) -> None:
    Path("afile").write_text("x")
    wh.fails(*words, code=2 if words[0] == "load" else 1, WH_HOME=str(sample))


@pytest.mark.parametrize("holidays", ["2025", '"2025-01-01"', "[2025]"])
def test_holidays_that_are_no_list_of_dates_are_refused(wh: Command, holidays: str) -> None:
    (wh.home / "wh.toml").write_text(f"[channels.default]\nholidays = {holidays}\n")
    assert "holidays" in wh.fails("build", code=2)


def test_settings_that_are_a_folder_are_refused(wh: Command) -> None:
    (wh.home / "wh.toml").mkdir()
    wh.fails("build", code=1)


@pytest.mark.parametrize(
    "words",
    [
        ["--state", "opend"],
        ["--priority", "hihg"],
        ["--from", "2025-05-02", "--to", "2025-05-01"],
        ["--sheet", "messages", "--no-messages"],
    ],
    ids=" ".join,
)
def test_filters_that_let_nothing_through_by_mistake_are_refused(desk: Command, words: list[str]) -> None:
    desk.fails("export", "o.zip", "--as", "301", "--reason", "x", *words, code=2, WH_PASSWORD=PASSWORD)
    assert not Path("o.zip").exists()


def test_an_export_into_a_folder_is_refused_and_not_logged(desk: Command) -> None:
    Path("out").mkdir()
    desk.fails("export", "out", "--force", "--as", "301", "--reason", "x", code=2, WH_PASSWORD=PASSWORD)
    assert desk.raw("from raw.exports") == []
