"""Names made to do harm, or made without a thought: what a terminal, the engine or a glob would take them for."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Command, message, webhook, write


def test_nothing_said_can_steer_a_terminal(desk: Command) -> None:
    write("\x1b[2J.jsonl", b"no event \x1b]0;title\x07")
    said = desk("load", "\x1b[2J.jsonl")
    assert "\x1b" not in said.err
    assert r"\x1b[2J.jsonl:1: not JSON" in said.err
    assert r"\x1b]0;title\x07" in desk("sql", "select text from raw.rejects").out


def test_a_name_of_two_lines_is_told_in_one(desk: Command) -> None:
    write("a\nerror: all is lost.jsonl", b"no event")
    assert len(desk("load", "a\nerror: all is lost.jsonl").err.splitlines()) == 2


@pytest.mark.parametrize("name", ["a\\b", "a?b"])
def test_a_home_whose_name_the_engine_would_read_otherwise_is_refused(wh: Command, name: str) -> None:
    wh("init", name)
    said = wh.fails("load", write("x.jsonl", webhook(message())), WH_HOME=name, code=2)
    assert f"has a {name[1]} in its name" in said
    assert not list(Path().glob("a.*"))


@pytest.mark.parametrize("name", ["s3:", "md:", "http:", ":memory:"])
def test_a_home_that_is_called_like_a_service_is_a_folder(wh: Command, name: str) -> None:
    wh("init", name)
    wh("build", write("x.jsonl", webhook(message())), WH_HOME=name)
    assert {"raw.duckdb", "warehouse.duckdb"} <= {file.name for file in Path(name).iterdir()}


def test_a_source_that_is_a_glob_is_looked_for_at_every_build(wh: Command) -> None:
    (wh.home / "wh.toml").write_text('sources = ["in/*.jsonl"]')
    for count in (1, 2):
        write(f"home/in/{count}.jsonl", webhook(message(f"m{count}")))
        wh("build")
        assert wh.built("select count(*) from messages") == [(count,)]
