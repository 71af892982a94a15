"""From which file a build goes on, and which make it rebuild everything."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import Command, ids, message, webhook, write
from wh.building import build, freshness, increment, publish
from wh.engine.database import engine_version
from wh.errors import DamagedError


def whole(wh: Command) -> str:
    """Why a build rebuilds everything, in its own words."""
    return next(line for line in wh("build").err.splitlines() if line.startswith("everything"))


def written_into(desk: Command, statement: str = "update user_chats set waiting_time = 1") -> None:
    """What another program does that has the file open for writing."""
    with duckdb.connect(desk.home / "warehouse.duckdb") as program:
        program.execute(statement)


def test_a_file_that_another_program_wrote_into_is_not_gone_on_from(desk: Command) -> None:
    written_into(desk)
    assert whole(desk) == "everything is rebuilt: another program wrote into the last build"
    assert desk.built("select count(*) from user_chats where waiting_time = 1") == [(0,)]


@pytest.mark.parametrize("statement", ["create table mine as select 1 as x", "delete from chat_tags where false"])
def test_what_another_program_writes_is_told_from_what_it_looks_at(desk: Command, statement: str) -> None:
    written_into(desk, "from user_chats")  # with the file open for writing
    assert "nothing is new" in desk("build").err
    written_into(desk, statement)
    assert ("nothing is new" in desk("build").err) == statement.startswith("delete")


@pytest.mark.parametrize("moment_ns", [10**18, 1_750_000_000_000_000_000, 1_750_000_002_000_000_000])
def test_a_file_system_may_round_times(desk: Command, moment_ns: int) -> None:
    """Whole seconds on ext4 with small inodes, two of them on FAT; a copy of a home has other times."""
    os.utime(desk.home / "warehouse.duckdb", ns=(moment_ns, moment_ns))
    assert "nothing is new" in desk("build").err
    assert "new events" in desk("build", write("new.jsonl", webhook(message("new")))).err


def test_a_copy_of_a_home_is_gone_on_from(desk: Command, tmp_path: Path) -> None:
    shutil.copytree(desk.home, tmp_path / "copy", copy_function=shutil.copyfile)
    assert "nothing is new" in desk("build", "--home", tmp_path / "copy").err


def test_a_program_that_writes_just_before_the_copy_is_found(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = publish.copy

    def later(path: Path, file: Path, known: int, wait: float = 0) -> None:
        written_into(desk)
        copy(path, file, known, wait)

    monkeypatch.setattr(publish, "copy", later)
    said = desk("build", write("new.jsonl", webhook(message("new")))).err
    assert "everything is rebuilt: another program wrote into the last build" in said
    assert desk.built("select count(*) from user_chats where waiting_time = 1") == [(0,)]


def dated(desk: Command, days: int) -> None:
    """Makes the last build one of another day, as if the clock had been wrong."""
    written_into(desk, f"update meta.builds set built_at = built_at + to_days({days}), writes = writes + 1")
    assert "nothing is new" in desk("build").err


@pytest.mark.parametrize("days", [30, -30])
def test_the_last_build_is_the_one_written_last_whatever_the_clock_says(desk: Command, days: int) -> None:
    waits = "select sum(waiting_time) from user_chats"
    right, settings = desk.built(waits), (desk.home / "wh.toml").read_text("utf-8")
    dated(desk, days)
    (desk.home / "wh.toml").write_text('reply_clock = "last"\n' + settings, "utf-8")
    desk("build")
    assert desk.built(waits) != right
    (desk.home / "wh.toml").write_text(settings, "utf-8")
    desk("build")
    assert desk.built(waits) == right
    assert "nothing is new" in desk("build").err


def test_a_rollback_names_the_build_that_it_brings_back_whatever_the_clock_says(desk: Command) -> None:
    dated(desk, 30)
    (future,) = ids(desk.built("select strftime(built_at, '%Y-%m-%d') from meta.builds"))
    desk("build", write("new.jsonl", webhook(message("new"))))
    assert "nothing is new" in desk("build").err
    builds = json.loads(desk("status", "--json").out)["last"]
    assert [each["reason"] for each in builds] == ["new events", "first build"]
    assert f"is the build of {future}" in desk("rollback").err
    assert desk.built("select count(*) from messages where id = 'new'") == [(0,)]


def test_a_file_that_is_damaged_is_not_gone_on_from(desk: Command) -> None:
    (desk.home / "warehouse.duckdb").write_bytes(b"x" * 20_000)
    assert whole(desk) == "everything is rebuilt: the last build is damaged"


def test_damage_that_is_met_in_the_midst_of_a_build_leads_to_a_new_file(
    desk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_stale = increment.make_stale
    met: list[Any] = []

    def met_once(*words: Any) -> Any:
        if not met:
            met.append(words)
            raise DamagedError("a block is damaged")
        return make_stale(*words)

    monkeypatch.setattr(build, "make_stale", met_once)
    said = desk("build", write("new.jsonl", webhook(message("new")))).err
    assert "everything is rebuilt: the last build is damaged" in said
    assert desk.built("select count(*) from main.messages where id = 'new'") == [(1,)]


def test_a_file_of_other_raw_events_is_not_gone_on_from(desk: Command) -> None:
    (desk.home / "raw.duckdb").unlink()
    desk("load", desk.home / "events")
    assert whole(desk) == "everything is rebuilt: raw.duckdb is not the file that the last build was made from"


def test_a_file_of_another_version_is_not_gone_on_from(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "__version__", "9")
    assert whole(desk) == f"everything is rebuilt: the last build is by wh 0.1.0 with DuckDB {engine_version()}"


def test_a_file_of_much_free_space_is_not_gone_on_from(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "MOST_FREE", -1)
    assert whole(desk) == "everything is rebuilt: half of the file is free space"


def test_after_a_rollback_the_next_build_goes_on_from_there(desk: Command) -> None:
    write("one.jsonl", webhook(message("one", chatId="c-one", channelId="90001")))
    desk("build", "one.jsonl")
    desk("rollback")
    write("two.jsonl", webhook(message("two", chatId="c-two", channelId="90001")))
    desk("build", "two.jsonl")
    assert ids(desk.built("select id from main.messages where id in ('one', 'two') order by id")) == ["one", "two"]
    assert desk.built("select chats from meta.builds order by built_at") == [(403,), (2,)]


def test_what_was_held_back_is_made_again_with_the_next_events(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    write("one.jsonl", webhook(message("one", chatId="c-one", channelId="90001")))
    with monkeypatch.context() as patch:
        patch.setattr(publish, "audit", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        desk("build", "one.jsonl", code=1)
    desk("build")
    assert desk.built("select count(*) from main.messages where id = 'one'") == [(1,)]
