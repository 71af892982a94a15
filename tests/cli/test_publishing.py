"""`wh build` publishes what its checks let through; `wh rollback` brings back the build before."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Command, built_home, lines, message, webhook, write
from wh.building import publish
from wh.contracts.contract import Never
from wh.models.model import all_models, model_named

FINDING = "messages: never: a text that shouts"


def forbid(monkeypatch: pytest.MonkeyPatch, severity: str) -> None:
    """A promise of `messages` that a test's data breaks."""
    each = model_named("messages")
    never = Never("plain_text like '%!'", "a text that shouts", severity)
    broken = replace(each, contract=replace(each.contract, never=(*each.contract.never, never)))
    monkeypatch.setitem(all_models(), "messages", broken)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home built from one calm message."""
    return built_home(tmp_path_factory.mktemp("calm"), lines(webhook(message("m1"))))


@pytest.fixture
def shouting(wh: Command, calm: Path) -> Command:
    """The same, where two loud messages come in."""
    shutil.copytree(calm, wh.home, dirs_exist_ok=True)
    write("b.jsonl", *(webhook(message(id_, plainText=f"{id_}!")) for id_ in ("m2", "m3")))
    return wh


def names(wh: Command) -> list[str]:
    return sorted(file.name for file in wh.home.glob("warehouse*"))


def test_an_error_stops_the_publishing_and_says_how_to_see_the_rows(
    shouting: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(monkeypatch, "error")
    before = (shouting.home / "warehouse.duckdb").read_bytes()
    said = shouting.fails("build", "b.jsonl", code=1)
    assert f"not published, warehouse.duckdb stays as it was: checks found\n      {FINDING}: 2 rows" in said
    assert "hint: `wh check --last` shows the rows" in said
    assert (shouting.home / "warehouse.duckdb").read_bytes() == before
    assert names(shouting) == ["warehouse.duckdb", "warehouse.duckdb.refused"]
    assert "Held back by its checks" in shouting("status").out


def test_the_rows_that_offend_are_shown(shouting: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, "error")
    shouting("build", "b.jsonl", code=1)
    monkeypatch.undo()  # what is shown is what was found then
    for words in ([], ["messages"]):
        said = shouting("check", "--last", *words, code=1)
        assert [json.loads(line)["plain_text"] for line in said.out.splitlines()] == ["m2!", "m3!"]
        assert f"error: {FINDING}: 2 rows" in said.err
    assert shouting("check", "--last", "users").out == ""
    assert "did you mean messages" in shouting.fails("check", "--last", "message", code=2)


def test_a_check_of_the_present_shows_the_rows_too(shouting: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    shouting("load", "b.jsonl")
    forbid(monkeypatch, "error")
    said = shouting("check", "messages", code=1)
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["m2", "m3"]


def test_a_warning_is_told_and_published(shouting: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, "warn")
    assert f"warn: {FINDING}: 2 rows" in shouting("build", "b.jsonl").err
    assert shouting.built("select count(*) from messages") == [(3,)]
    assert len(shouting("check", "--last").out.splitlines()) == 2


def test_what_must_be_published_is_published(shouting: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, "error")
    shouting("build", "b.jsonl", code=1)
    assert f"error: {FINDING}: 2 rows" in shouting("build", "--despite-findings").err
    assert shouting.built("select count(*) from messages") == [(3,)]
    assert names(shouting) == ["warehouse.duckdb", "warehouse.duckdb.previous"]


def test_the_build_before_comes_back_and_goes_again(shouting: Command) -> None:
    shouting("build", "b.jsonl")
    for count in (1, 3):
        shouting("rollback")
        assert shouting.built("select count(*) from messages") == [(count,)]
    shouting("rollback")
    shouting("build")
    assert shouting.built("select count(*) from messages") == [(3,)]


def test_there_is_nothing_to_go_back_to_after_the_first_build(shouting: Command) -> None:
    assert "no build before" in shouting.fails("rollback", code=2)


def test_a_build_that_is_not_whole_is_not_published(shouting: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "audit", lambda file: file.joinpath("not a folder").stat())
    shouting.fails("build", "b.jsonl", code=1)
    assert shouting.built("select count(*) from messages") == [(1,)]
    assert names(shouting) == ["warehouse.duckdb"]


def test_what_is_made_is_its_owners_alone_and_keeps_the_mode_it_is_given(wh: Command) -> None:
    wh("build", write("a.jsonl", webhook(message())))
    modes = {file.name: file.stat().st_mode & 0o777 for file in wh.home.iterdir()}
    assert modes == dict.fromkeys(("raw.duckdb", "warehouse.duckdb", "wh.lock"), 0o600)
    (wh.home / "warehouse.duckdb").chmod(0o640)
    wh("build", write("b.jsonl", webhook(message("m2"))))
    assert (wh.home / "warehouse.duckdb").stat().st_mode & 0o777 == 0o640


def test_a_warehouse_that_is_a_link_stays_one(shouting: Command) -> None:
    Path("elsewhere").mkdir()
    (shouting.home / "warehouse.duckdb").rename("elsewhere/w.duckdb")
    (shouting.home / "warehouse.duckdb").symlink_to(Path("elsewhere/w.duckdb").absolute())
    shouting("build", "b.jsonl")
    assert (shouting.home / "warehouse.duckdb").is_symlink()
    assert shouting.built("select count(*) from messages") == [(3,)]
    assert sorted(file.name for file in Path("elsewhere").iterdir()) == ["w.duckdb", "w.duckdb.previous"]


def test_a_mart_that_bi_tools_cannot_read_is_told_by_check_and_refused_by_a_build(
    desk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = model_named("user_chats")
    columns = tuple(replace(column, bridge="") for column in each.contract.columns)
    broken = replace(each, contract=replace(each.contract, columns=columns))
    monkeypatch.setitem(all_models(), "user_chats", broken)
    for command in (["check"], ["build", "--full"]):
        said = desk.fails(*command, code=1)
        assert (
            "BI tools cannot read\n      models/marts/user_chats.toml:17: user_chats.manager_ids: no bridge table"
            in said
        )
