"""Several programs at one home: commands wait for each other, readers are never disturbed, writers are never robbed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from conftest import Command, built_home, lines, message, webhook, write
from watched import Kill, digest, start, stopped

pytestmark = pytest.mark.slow  # each test runs several commands, most as processes
OWNER = {"id": "301", "channelId": "1", "role": "owner", "name": "A", "version": 1, "createdAt": 1_743_500_000_000}
EXPORT = ["export", "--as", "301", "--reason", "x", "--sheet", "users"]
_HOLDER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("create table intruder as select 1")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a build of one message, another build before it, and an event file that is not loaded yet."""
    home = built_home(tmp_path_factory.mktemp("built"), lines(webhook(OWNER, "manager"), webhook(message())))
    shutil.copy(home / "warehouse.duckdb", home / "warehouse.duckdb.previous")
    write(str(home / "events" / "b.jsonl"), webhook(message("m2")))
    return home


@pytest.fixture
def small(wh: Command, built: Path) -> Command:
    shutil.copytree(built, wh.home, dirs_exist_ok=True)
    return wh


@contextmanager
def loading(home: Path, *documents: bytes) -> Iterator[subprocess.Popen[str]]:
    """A `wh load` that has the home, until the block ends: it waits for the events on its standard input."""
    process = start(home, "load", "-")
    while not (home / "wh.lock").exists() or (home / "wh.lock").read_text() != str(process.pid):
        assert process.poll() is None, process.communicate()
    try:
        yield process
    finally:
        process.communicate(b"".join(documents).decode())


@contextmanager
def holding(file: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that has a database open for writing, and has written into it."""
    words = [sys.executable, "-c", _HOLDER, str(file)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process


def patient(home: Path, seconds: int) -> None:
    (home / "wh.toml").write_text(f"wait = {seconds}\n")


def events(home: Path) -> list[tuple[str]]:
    with duckdb.connect(str(home / "raw.duckdb"), read_only=True) as raw:
        return raw.execute("select id from messages order by id").fetchall()


@pytest.mark.parametrize("words", [["load", "home/events"], ["rollback"], ["build"]], ids=lambda words: words[0])
def test_a_second_command_waits_for_the_first_and_goes_on(small: Command, words: list[str]) -> None:
    with loading(small.home, lines(webhook(message("m3")))) as first:
        second = start(small.home, *words)
        assert second.stdout
        said = f"waiting up to 60 s: {small.home} is being changed by wh (PID {first.pid})\n"
        assert second.stdout.readline() == said
        assert second.poll() is None
    second.communicate()
    assert (first.returncode, second.returncode) == (0, 0)
    assert ("m3",) in events(small.home)


@pytest.mark.parametrize("words", [["load", "x.jsonl"], ["rollback"], ["build"]], ids=lambda words: words[0])
def test_who_may_not_wait_is_told_who_has_the_home(small: Command, words: list[str]) -> None:
    patient(small.home, 0)
    write("x.jsonl", webhook(message("m3")))
    before = digest(small.home / "warehouse.duckdb")
    with loading(small.home) as first:
        said = small.fails(*words, code=1)
    assert said.startswith(f"error: {small.home} is being changed by wh (PID {first.pid})\n")
    assert events(small.home) == [("m1",)]
    assert digest(small.home / "warehouse.duckdb") == before


def test_after_a_killed_command_the_next_goes_on_at_once(small: Command) -> None:
    patient(small.home, 0)
    with loading(small.home) as first:
        first.kill()
        first.wait()
        assert "1 new" in small("load", small.home / "events").err


def test_during_a_build_all_may_look_and_an_export_waits_to_be_written_down(small: Command) -> None:
    build = start(small.home, "build", kill=Kill("computing", 1, signal.SIGSTOP))
    stopped(build)
    assert "1" in small("sql", "select count(*) from messages").out
    assert "2" in small("sql", "select count(*) from raw.messages").out
    assert "Last builds" in small("status").out
    export = start(small.home, *EXPORT)
    assert export.stdout
    assert export.stdout.readline().startswith(f"waiting up to 60 s: {small.home}/raw.duckdb is in use by ")
    build.send_signal(signal.SIGCONT)
    assert [process.communicate() and process.returncode for process in (build, export)] == [0, 0]
    assert len(small.raw("from raw.exports")) == 1
    assert small.built("select count(*) from main.messages") == [(2,)]


@pytest.mark.parametrize(("command", "number"), [("load", 4), ("build", 4)], ids=["load", "build"])
def test_commands_started_at_one_instant_come_one_after_the_other(small: Command, command: str, number: int) -> None:
    files = [write(f"{each}.jsonl", webhook(message(f"n{each}"))) for each in range(number)]
    processes = [start(small.home, command, str(file)) for file in files]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * number, said
    assert small.raw("select load_id, new from raw.loads where load_id > 1 order by 1") == [
        (each + 2, 1) for each in range(number)
    ]
    if command == "build":
        published = (small.home.parent / "published").read_text().split()
        files_ = [small.home / "warehouse.duckdb.previous", small.home / "warehouse.duckdb"]
        assert len(published) == number
        assert [digest(file) for file in files_] == published[-2:]


def test_a_program_that_may_write_into_the_warehouse_stops_a_build_before_its_work(small: Command) -> None:
    patient(small.home, 0)
    with holding(small.home / "warehouse.duckdb") as holder:
        before = digest(small.home / "warehouse.duckdb")
        said = small.fails("build", code=1)
        assert digest(small.home / "warehouse.duckdb") == before
    assert said.startswith(f"error: {small.home}/warehouse.duckdb is in use by ")
    assert f"(PID {holder.pid})" in said
    assert "read-only" in said
    assert events(small.home) == [("m1",)], "nothing was loaded for nothing"
    small("build")
    assert small.built("select count(*) from main.messages") == [(2,)]


def test_a_program_that_comes_in_the_midst_of_a_build_keeps_its_file(small: Command) -> None:
    patient(small.home, 0)
    build = start(small.home, "build", kill=Kill("publishing", 1, signal.SIGSTOP))
    stopped(build)
    with holding(small.home / "warehouse.duckdb") as holder:
        before = digest(small.home / "warehouse.duckdb")
        build.send_signal(signal.SIGCONT)
        said, _ = build.communicate()
        assert digest(small.home / "warehouse.duckdb") == before
    assert build.returncode == 1
    assert f"(PID {holder.pid})" in said
    assert said.count("error: ") == 1
    assert not list(small.home.glob("*.building*"))
    small("build")
    assert small.built("select count(*) from duckdb_tables() where table_name = 'intruder'") == [(0,)]


def test_what_a_killed_writer_left_in_its_log_is_not_in_the_next_build(small: Command) -> None:
    with holding(small.home / "warehouse.duckdb") as holder:
        holder.kill()
    assert (small.home / "warehouse.duckdb.wal").stat().st_size > 0
    small("build")
    assert not list(small.home.glob("*.wal"))
    assert small.built("select count(*) from duckdb_tables() where table_name = 'intruder'") == [(0,)]
