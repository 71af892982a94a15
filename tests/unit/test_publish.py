"""A finished file takes the place of the old one; an unfinished one leaves no trace."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from wh import publish
from wh.errors import FaultError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "w.duckdb").write_text("old")
    return tmp_path / "w.duckdb"


def test_the_new_file_takes_the_place_of_the_old(file: Path) -> None:
    with publish.replacing(file) as temporary:
        temporary.write_text("new")
        assert file.read_text() == "old"
        assert temporary.parent == file.parent
    assert file.read_text() == "new"
    assert [each.name for each in file.parent.iterdir()] == ["w.duckdb"]


def test_who_has_the_old_file_open_keeps_it(file: Path) -> None:
    with file.open() as reader, publish.replacing(file) as temporary:
        temporary.write_text("new")
        assert reader.read() == "old"


def test_an_error_leaves_the_old_file(file: Path) -> None:
    with suppress(ZeroDivisionError), publish.replacing(file) as temporary:
        temporary.write_text("half")
        raise ZeroDivisionError
    assert file.read_text() == "old"
    assert [each.name for each in file.parent.iterdir()] == ["w.duckdb"]


def test_a_file_whose_log_was_not_written_into_it_is_not_published(file: Path) -> None:
    def build() -> None:
        with publish.replacing(file) as temporary:
            temporary.write_text("new")
            temporary.with_name(temporary.name + ".wal").write_text("log")

    with pytest.raises(FaultError, match="not written to its end"):
        build()
    assert [each.name for each in file.parent.iterdir()] == ["w.duckdb"]
    assert file.read_text() == "old"


def test_what_a_killed_build_left_over_goes(file: Path) -> None:
    file.with_name("w.duckdb.building-99999999").write_text("half")
    with publish.replacing(file) as temporary:
        temporary.write_text("new")
    assert [each.name for each in file.parent.iterdir()] == ["w.duckdb"]


def test_a_new_file_is_the_users_own_from_its_first_byte(tmp_path: Path) -> None:
    with publish.new_file(tmp_path / "folder" / "x.zip", force=False) as part:
        assert part.stat().st_mode & 0o777 == 0o600
        part.write_text("new")
    assert (tmp_path / "folder" / "x.zip").stat().st_mode & 0o777 == 0o600


def test_a_new_file_that_fails_is_gone(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), publish.new_file(tmp_path / "x.zip", force=True) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
