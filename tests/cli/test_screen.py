"""What a person sees beside the data: hints that can be pasted, nothing where nothing is, one line on other systems."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Command, lines, message, webhook
from wh.showing import output


@pytest.mark.parametrize("given", [["--home", "a b"], ["--home=a b"]])
def test_a_command_in_a_hint_names_the_home_that_was_given(wh: Command, given: list[str]) -> None:
    Path("a b").mkdir()
    (Path("a b") / "wh.toml").touch()
    assert "hint: run `wh build --home 'a b'` first" in wh.fails("sql", "select 1", *given, code=2)
    assert "hint: run `wh build` first" in wh.fails("sql", "select 1", code=2)


def test_an_empty_answer_says_so(desk: Command) -> None:
    words = ["sql", "select * from chats_with_all_tags(['no tag'])"]
    assert "0 rows" in desk(*words).err
    for form in ("--csv", "--json"):
        assert "0 rows" not in desk(*words, form).err
    assert "0 rows" not in desk("sql", "select 1").err


def test_on_windows_it_is_one_line(wh: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert "wh runs on Linux and macOS\nhint: on Windows, use it in WSL" in wh.fails("status", code=1)


def test_it_is_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "wh", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("wh ")


def test_status_as_json_holds_the_same_tables(desk: Command) -> None:
    told = json.loads(desk("status", "--json").out)
    assert list(told) == ["loads", "last", "freshness", "findings", "models", "hints"]
    assert told["loads"][0]["rejected"] == 0
    assert {row["kind"] for row in told["freshness"]} >= {"messages", "user_chats"}


def test_a_check_of_health_ends_with_what_is_not_well(desk: Command) -> None:
    desk("check", "--fresh", "100000d", "--rejects", "0")
    assert re.search(
        "error: the newest event is [0-9,.]+ hours old, of 2025-",
        desk("check", "--fresh", "26h", code=1).err,
    )
    Path("a.jsonl").write_text("no event\n")
    desk("load", "a.jsonl", code=1)
    assert "error: the last load rejected 1; " in desk("check", "--rejects", "0", code=1).err
    desk("check", "--rejects", "1")
    (desk.home / "warehouse.duckdb.refused").touch()
    assert "held back by its checks" in desk("check", "--rejects", "1", code=1).err
    desk.fails("check", "--fresh", "soon", code=2)


def test_the_filters_of_an_export_are_said(desk: Command) -> None:
    words = [
        "export",
        "out.zip",
        "--as",
        "301",
        "--reason",
        "x",
        "--tag",
        "クレーム",
        "--tag",
        "VIP",
        "--state",
        "closed",
    ]
    said = desk(*words, WH_PASSWORD="correcthorse9").err
    assert "\nfilter: tags: クレーム, VIP\nfilter: states: closed\n" in said


def test_nothing_is_drawn_over_what_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with output.progress("exporting", "rows") as show:
        assert capsys.readouterr().err == ""
        show("Message data", 1, 2)
    assert "exporting" in capsys.readouterr().err


def test_a_build_in_which_nothing_was_accepted_ends_with_1(wh: Command) -> None:
    Path("a.jsonl").write_text("no event\n")
    assert "1 rejected" in wh("build", "a.jsonl", code=1).err
    assert wh.built("select count(*) from messages") == [(0,)]


def test_a_home_built_before_its_first_events_says_so(wh: Command) -> None:
    (wh.home / "events").mkdir()
    wh("build")
    Path("a.jsonl").write_bytes(lines(webhook(message())))
    assert "everything is rebuilt: the last build had no events\n" in wh("build", "a.jsonl").err
