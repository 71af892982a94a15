"""From which file a build goes on, and which make it rebuild everything."""

from __future__ import annotations

import os
from typing import Any

import pytest

from conftest import Command, ids, message, webhook, write
from wh.building import build, freshness, increment, publish
from wh.engine.database import engine_version
from wh.errors import DamagedError


def whole(wh: Command) -> str:
    """Why a build rebuilds everything, in its own words."""
    return next(line for line in wh("build").err.splitlines() if line.startswith("everything"))


def test_a_file_that_another_program_wrote_into_is_not_gone_on_from(desk: Command) -> None:
    os.utime(desk.home / "warehouse.duckdb")
    assert whole(desk) == "everything is rebuilt: another program wrote into the last build"


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
