"""A damaged database is one plain line of error, with a way out; a damaged warehouse is simply rebuilt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PASSWORD, Command, message, webhook, write
from watched import digest
from wh.engine.database import Database
from wh.errors import DamagedError

Damage = Callable[[Path], object]
SLOW = pytest.mark.slow
HEADERS, BLOCK = 3 * 4096, 1 << 18


def flipped(file: Path, start: int, step: int) -> None:
    """Other bits at `start` and every `step` bytes after it.

    No two words of eight bytes change alike: the engine's checksum is the XOR of all their hashes, so it does not see
    the same change made to an even number of equal words.
    """
    data = bytearray(file.read_bytes())
    for place in range(start, len(data) - 64, step):
        data[place : place + 64] = bytes(each ^ number for number, each in enumerate(data[place : place + 64], 1))
    file.write_bytes(data)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, Damage] = {
    "empty": lambda file: file.write_bytes(b""),
    "short garbage": lambda file: file.write_bytes(b"junk"),
    "garbage": lambda file: file.write_bytes(b"junk" * 5000),
    "its first page": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "its first half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "no header": lambda file: file.write_bytes(bytes(HEADERS) + file.read_bytes()[HEADERS:]),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "flipped bits in every block": lambda file: flipped(file, HEADERS + 100, BLOCK),
    "flipped bits all over": lambda file: flipped(file, HEADERS + 100_000, BLOCK // 4),
}
FAST = {"flipped bits all over"}
every_damage = pytest.mark.parametrize(
    "damage", [pytest.param(each, id=name, marks=() if name in FAST else SLOW) for name, each in DAMAGES.items()]
)


def damaged_line(said: str, file: Path) -> None:
    """That an error is one line which calls the file damaged, and a hint."""
    line, hint = said.splitlines()
    assert line.startswith(f"error: {file} is damaged: ")
    assert hint.startswith("hint: `wh build --full` rebuilds the warehouse; for raw.duckdb, remove it")


@every_damage
def test_damaged_raw_events_stop_every_command_that_needs_them(desk: Command, damage: Damage) -> None:
    raw = desk.home / "raw.duckdb"
    damage(raw)
    left, before = digest(raw), digest(desk.home / "warehouse.duckdb")
    export = ["export", "x.zip", "--as", "301", "--reason", "x", "--sheet", "teams"]
    for words in (["load", str(desk.home / "events")], ["build"], ["status"], ["check"], ["exports"], export):
        damaged_line(desk.fails(*words, code=1, WH_PASSWORD=PASSWORD), raw)
    damaged_line(desk.fails("sql", "select count(*) from raw.messages", code=1), raw)
    assert (digest(raw), digest(desk.home / "warehouse.duckdb")) == (left, before)
    assert not Path("x.zip").exists()
    assert "5232" in desk("sql", "select count(*) from messages").out


@every_damage
def test_a_damaged_warehouse_is_told_and_made_anew_by_a_build(wh: Command, damage: Damage) -> None:
    wh("build", write("a.jsonl", webhook(message())))
    file = wh.home / "warehouse.duckdb"
    damage(file)
    export = ["export", "x.zip", "--as", "301", "--reason", "x"]
    for words in (["sql", "from user_chats"], ["show", "user_chats"], ["status"], export):
        damaged_line(wh.fails(*words, code=1, WH_PASSWORD=PASSWORD), file)
    wh("build")
    assert wh.built("select id from main.messages") == [("m1",)]


def test_a_damaged_warehouse_is_not_kept_as_the_build_before(wh: Command) -> None:
    wh("build", write("a.jsonl", webhook(message())))
    DAMAGES["garbage"](wh.home / "warehouse.duckdb")
    wh("build")
    assert "no build before" in wh.fails("rollback", code=2)


@every_damage
def test_a_damaged_build_before_is_not_brought_back(desk: Command, damage: Damage) -> None:
    shutil.copy(desk.home / "warehouse.duckdb", desk.home / "warehouse.duckdb.previous")
    damage(desk.home / "warehouse.duckdb.previous")
    before = digest(desk.home / "warehouse.duckdb")
    damaged_line(desk.fails("rollback", code=1), desk.home / "warehouse.duckdb.previous")
    assert digest(desk.home / "warehouse.duckdb") == before


def test_a_damaged_block_of_data_is_found_when_it_is_read(desk: Command) -> None:
    """Wherever the damage is, a query over all rows tells it or gives what it gave before."""
    raw, query = desk.home / "raw.duckdb", ["sql", "select bit_xor(hash(m)) from raw.messages as m", "--csv"]
    whole, right, told = raw.read_bytes(), desk(*query).out, 0
    for place in range(HEADERS, len(whole) - BLOCK, BLOCK):
        flipped(raw, place + 1000, len(whole))
        try:
            assert desk(*query).out == right
        except AssertionError:
            told += " damaged: " in desk.fails(*query, code=1)
        raw.write_bytes(whole)
    assert told > 1


@pytest.mark.parametrize("name", ["raw.duckdb", "warehouse.duckdb"])
def test_a_file_that_cannot_be_opened_for_its_bits_is_called_damaged_whatever_the_engine_says(
    desk: Command, name: str
) -> None:
    """A checksum is not what it stumbles over first in most places of the catalog."""
    file, told = desk.home / name, 0
    whole = file.read_bytes()
    for place in range(HEADERS + 12_288, len(whole), BLOCK):
        flipped(file, place, len(whole))
        try:
            Database(file, read_only=True).close()
        except DamagedError:
            told += 1
        file.write_bytes(whole)
    assert told


@pytest.mark.parametrize("name", ["raw.duckdb", "warehouse.duckdb"])
def test_a_folder_in_the_place_of_a_database_is_one_line_of_error(desk: Command, name: str) -> None:
    folder(desk.home / name)
    for words in (["build"], ["status"], ["sql", "select 1 from raw.messages, messages"]):
        said = desk.fails(*words, code=1)
        assert f"{desk.home / name}" in said
        assert "Is a directory" in said


@pytest.mark.parametrize("name", ["raw.duckdb", "warehouse.duckdb"])
def test_garbage_in_the_place_of_a_log_harms_nothing(desk: Command, name: str) -> None:
    desk.home.joinpath(f"{name}.wal").write_bytes(b"junk" * 5000)
    assert "5376" in desk("sql", "select (select count(*) from raw.messages) where exists (from messages)").out
    desk("build")
    assert not list(desk.home.glob("*.wal"))
    assert desk.raw("select count(*) from raw.messages") == [(5376,)]
    assert desk.built("select count(*) from main.messages") == [(5232,)]
