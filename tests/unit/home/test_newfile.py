"""A new file is there whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

import pytest

from wh.home.newfile import clone, new_file, sync


def test_it_is_the_users_own_from_its_first_byte(tmp_path: Path) -> None:
    with new_file(tmp_path / "folder" / "x.zip", force=False) as part:
        assert part.stat().st_mode & 0o777 == 0o600
        part.write_text("new")
    assert (tmp_path / "folder" / "x.zip").stat().st_mode & 0o777 == 0o600


def test_one_that_fails_is_gone(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), new_file(tmp_path / "x.zip", force=True) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_writes_to_any_more_goes_even_where_its_number_lives(tmp_path: Path) -> None:
    (tmp_path / f"y.zip.wh-part-{os.getpid()}").write_text("half")
    with new_file(tmp_path / "x.zip", force=False):
        assert [file.name for file in tmp_path.iterdir()] == [f"x.zip.wh-part-{os.getpid()}"]


def test_what_another_writes_to_stays(tmp_path: Path) -> None:
    with new_file(tmp_path / "y.zip", force=False), new_file(tmp_path / "x.zip", force=False):
        pass
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.zip", "y.zip"]


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    with new_file(tmp_path / "x.zip", force=False) as part:
        part.write_text("new")
    assert [file.read_text() for file in tmp_path.iterdir()] == ["new"]


def test_a_disk_that_fails_is_told_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", failed)
    with pytest.raises(OSError, match="Input/output error") as found:
        sync(tmp_path)
    assert found.value.filename == str(tmp_path)


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
@pytest.mark.parametrize("works", [True, False])
def test_a_clone_is_what_was_cloned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, works: bool) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    if not works:
        monkeypatch.setattr(os, "copy_file_range", refused, raising=False)
    (tmp_path / "old").write_bytes(os.urandom(size))
    clone(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new").read_bytes() == (tmp_path / "old").read_bytes()
