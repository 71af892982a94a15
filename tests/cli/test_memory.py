"""Loads and builds in little memory: what does not fit is on the disk in the home meanwhile, and nowhere afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conftest import Command
from wh.engine.database import Database


def test_a_build_in_little_memory_is_the_same(desk: Command) -> None:
    asked = "select count(*), sum(waiting_time), sum(hash(tags_text)) from main.user_chats"
    before = desk.built(asked)
    desk("build", "--full", "--memory-limit", "200MB")
    assert desk.built(asked) == before
    assert not (desk.home / "spilled").exists()


def test_what_does_not_fit_into_memory_is_put_into_the_home(tmp_path: Path) -> None:
    with Database() as database:
        database.spill(tmp_path, "50MB")
        database.execute("create table t as select hash(i)::varchar || repeat('x', 40) from range(3_000_000) as r(i)")
        assert list((tmp_path / "spilled").iterdir())
    assert not (tmp_path / "spilled").exists()


def test_too_little_memory_is_told(desk: Command) -> None:
    before = (desk.home / "warehouse.duckdb").read_bytes()
    said = desk.fails("build", "--full", "--memory-limit", "2MB", code=1)
    assert "hint: --memory-limit may give more" in said
    assert (desk.home / "warehouse.duckdb").read_bytes() == before


@pytest.mark.parametrize("command", [["load", "home/events"], ["build", "--full"]], ids=["load", "build"])
def test_what_is_no_amount_of_memory_is_told(desk: Command, command: list[str]) -> None:
    assert "lots is not an amount of memory" in desk.fails(*command, "--memory-limit", "lots", code=2)


def test_the_limit_may_come_from_the_environment(desk: Command) -> None:
    assert "lots is not an amount" in desk.fails("build", "--full", code=2, WH_MEMORY_LIMIT="lots")


@pytest.mark.parametrize("command", [["load", "home/events"], ["build", "--full"]], ids=["load", "build"])
def test_what_a_killed_command_spilled_is_gone_after_the_next(desk: Command, command: list[str]) -> None:
    spilled = desk.home / "spilled"
    spilled.mkdir(mode=0o700)
    (spilled / "duckdb_temp_storage").write_bytes(os.urandom(10))
    desk(*command)
    assert not spilled.exists()
