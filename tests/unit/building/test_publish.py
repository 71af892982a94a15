"""A finished warehouse takes the place of the old one; nobody sees half of it, and nothing of the old gets into it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wh.building import publish
from wh.engine.database import Database
from wh.errors import BusyError, DamagedError, FaultError, UsageError

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reader")
if sys.argv[2] == "writer":
    connection.execute("set wal_autocheckpoint = '1TB'; insert into t values ('of the holder')")
print("held", flush=True)
for line in sys.stdin:
    print(connection.execute("select word from t").fetchall(), flush=True)
"""


def make(file: Path, word: str) -> Path:
    """A database with one word, and a view on it."""
    with Database() as database:
        database.attach(file, "warehouse")
        database.execute(
            "use warehouse; create table main.t (word varchar); create view main.v as select * from main.t"
        )
        database.execute("insert into main.t values (?)", [word])
    return file


def words(file: Path) -> list[str]:
    with Database(file, read_only=True) as database:
        return [row[0] for row in database.rows("select word from v")]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@contextmanager
def held(file: Path, by: str) -> Iterator[subprocess.Popen[str]]:
    """Another program that has the file open: a reader, or a writer that has written into its log."""
    command = [sys.executable, "-c", HOLD, str(file), by]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make(tmp_path / "w.duckdb", "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return make(tmp_path / "new.duckdb", "new")


def test_the_new_file_takes_the_place_of_the_old_which_is_kept(file: Path, new: Path) -> None:
    publish.swap(new, file)
    assert words(file) == ["new"]
    assert words(publish.previous(file)) == ["old"]
    assert names(file.parent) == ["w.duckdb", "w.duckdb.previous"]


def test_the_first_file_has_none_before_it(tmp_path: Path, new: Path) -> None:
    publish.swap(new, tmp_path / "w.duckdb")
    assert names(tmp_path) == ["w.duckdb"]
    with pytest.raises(UsageError, match=r"there is no build before "):
        publish.swap_back(tmp_path / "w.duckdb")


def test_who_reads_the_old_file_goes_on_reading_it(file: Path, new: Path) -> None:
    with held(file, "reader") as reader:
        assert reader.stdin
        assert reader.stdout
        publish.swap(new, file)
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "[('old',)]\n"
    assert words(file) == ["new"]


def test_a_program_that_may_write_into_the_old_file_is_named_and_nothing_happens(file: Path, new: Path) -> None:
    with held(file, "writer") as writer:
        with pytest.raises(BusyError, match=rf"w.duckdb is in use by .*python.* \(PID {writer.pid}\)") as error:
            publish.swap(new, file)
        assert error.value.hint == "close it there, or open it there read-only"
        assert names(file.parent) == ["new.duckdb", "w.duckdb", "w.duckdb.wal"]
    assert words(file) == ["old", "of the holder"]


def test_the_log_of_a_killed_holder_never_gets_into_the_new_file(file: Path, new: Path) -> None:
    with held(file, "writer"):
        pass
    assert file.with_name("w.duckdb.wal").exists()
    publish.swap(new, file)
    assert words(file) == ["new"]
    assert names(file.parent) == ["w.duckdb", "w.duckdb.previous"]


def test_no_program_can_begin_to_write_while_the_files_are_swapped(file: Path) -> None:
    with publish.unwritten(file), held_refused(file) as said:
        assert "Conflicting lock is held" in said


@contextmanager
def held_refused(file: Path) -> Iterator[str]:
    command = [sys.executable, "-c", HOLD, str(file), "writer"]
    yield subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True).stderr


@pytest.mark.parametrize(
    "bound",
    [
        "view warehouse.main.bound as select * from memory.main.k",
        "macro warehouse.main.bound(x, y) as x + y + (select count(*) from warehouse.main.t)",
        "macro warehouse.main.bound(x) as table select x from warehouse.main.t",
    ],
)
def test_what_only_binds_where_it_was_built_is_found_before_publishing(new: Path, bound: str) -> None:
    with Database() as database:
        database.attach(new, "warehouse")
        database.execute("create table memory.main.k as select 1 as i")
        database.execute("use warehouse; create macro main.free(x) as x + (select count(*) from main.t)")
        database.execute("use memory; detach warehouse")
        publish.audit(new)
        database.attach(new, "warehouse")
        database.execute(f"use warehouse; create {bound}")
    with pytest.raises(FaultError, match="does not exist"):
        publish.audit(new)


def test_a_builder_that_was_not_closed_is_found_before_publishing(new: Path) -> None:
    with held(new, "writer"):
        pass
    with pytest.raises(FaultError, match="is incomplete"):
        publish.audit(new)


def test_mode_and_owner_are_those_of_the_old_file(file: Path, new: Path) -> None:
    file.chmod(0o640)
    new.chmod(0o600)
    if os.getuid() == 0:
        os.chown(file, 12345, 23456)
    os.utime(file, (1, 1))
    before = file.stat()
    publish.swap(new, file)
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_mtime > before.st_mtime


def test_back_and_forth(file: Path, new: Path) -> None:
    publish.swap(new, file)
    for word, other in (("old", "new"), ("new", "old")):
        publish.swap_back(file)
        assert words(file) == [word]
        assert words(publish.previous(file)) == [other]
    assert names(file.parent) == ["w.duckdb", "w.duckdb.previous"]


@pytest.mark.parametrize("at", ["link", "unlink", "replace"])
def test_killed_between_two_steps_one_whole_file_is_there_and_the_next_swap_mends_the_rest(
    file: Path, new: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    steps = {"link": (publish, "_keep"), "unlink": (Path, "unlink"), "replace": (Path, "replace")}
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(*steps[at], die)
        publish.swap(new, file)
    assert words(file) == ["old"]
    publish.swap(new, file)
    assert (words(file), words(publish.previous(file))) == (["new"], ["old"])
    assert names(file.parent) == ["w.duckdb", "w.duckdb.previous"]


def test_killed_before_the_old_file_got_its_name_it_gets_it_with_the_next_swap(file: Path, new: Path) -> None:
    file.rename(file.with_name("w.duckdb.replaced"))
    new.rename(file)
    publish.swap_back(file)
    assert (words(file), words(publish.previous(file))) == (["old"], ["new"])


def test_a_damaged_file_does_not_come_back(file: Path, new: Path) -> None:
    publish.swap(new, file)
    publish.previous(file).write_bytes(b"junk" * 5000)
    with pytest.raises(DamagedError):
        publish.swap_back(file)
    assert words(file) == ["new"]


def test_the_new_file_is_on_the_disk_before_it_has_its_name(
    file: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, bool]] = []
    monkeypatch.setattr(publish, "sync", lambda path: seen.append((path, new.exists())))
    publish.swap(new, file)
    assert seen == [(new, True), (file.parent, False)]


def test_a_damaged_file_is_replaced_and_not_kept(file: Path, new: Path) -> None:
    publish.swap(new, file)
    file.write_bytes(b"junk" * 5000)
    publish.swap(make(file.with_name("newer.duckdb"), "newer"), file)
    assert (words(file), words(publish.previous(file))) == (["newer"], ["old"])


def test_a_file_system_without_links_gets_a_copy(file: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    publish.swap(new, file)
    assert (words(file), words(publish.previous(file))) == (["new"], ["old"])


def test_what_a_killed_build_left_goes_and_so_does_what_a_failed_one_leaves(tmp_path: Path) -> None:
    for name in ("w.duckdb.building", "w.duckdb.building.wal"):
        (tmp_path / name).write_text("half")
    with publish.next_file(tmp_path / "w.duckdb") as part:
        assert names(tmp_path) == []
        part.write_text("half")
    assert names(tmp_path) == []
