"""The spool: what it took is on the disk, in files that never grow once a load can see them."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wh.listening import segment, spool
from wh.listening.spool import NotStoredError, Spool


def whole(folder: Path) -> list[bytes]:
    """The lines of the files that a load would read, in order."""
    files = sorted(path for path in folder.rglob("*.jsonl") if not path.name.startswith("."))
    return [line for path in files for line in path.read_bytes().splitlines(keepends=True)]


def hidden(folder: Path) -> list[Path]:
    return list(folder.rglob(".*.jsonl"))


def eventually(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_body_is_a_line_and_its_file_is_hidden_until_it_is_whole(tmp_path: Path) -> None:
    taken = Spool(tmp_path)
    taken.put(b'{"a": 1,\r\n "b": "\xff"}\n')
    (file,) = hidden(tmp_path)
    assert file.read_bytes() == b'{"a": 1,   "b": "\xff"} \n'
    assert not whole(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    taken.close()
    assert whole(tmp_path) == [b'{"a": 1,   "b": "\xff"} \n']
    assert not hidden(tmp_path)
    assert taken.stored == 1


def test_a_spool_without_a_body_leaves_nothing(tmp_path: Path) -> None:
    Spool(tmp_path / "webhooks").close()
    assert not (tmp_path / "webhooks").exists()


def test_bodies_that_come_at_once_share_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncs: list[int] = []

    def slow(descriptor: int) -> None:
        syncs.append(descriptor)
        time.sleep(0.05)

    monkeypatch.setattr(segment, "_sync_data", slow)
    taken = Spool(tmp_path)
    threads = [threading.Thread(target=taken.put, args=(b"%d" % number,)) for number in range(64)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    taken.close()
    assert sorted(whole(tmp_path)) == sorted(b"%d\n" % number for number in range(64))
    assert len(syncs) < 20


def test_a_file_ends_at_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_BYTES", 10)
    taken = Spool(tmp_path)
    for number in range(3):
        taken.put(b"twelve bytes %d" % number)
    eventually(lambda: len(whole(tmp_path)) == 3)
    assert len(list(tmp_path.rglob("*.jsonl"))) == 3
    taken.close()


def test_a_file_ends_after_its_time_though_no_further_body_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "MOST_SECONDS", 0.05)
    taken = Spool(tmp_path)
    taken.put(b"1")
    eventually(lambda: whole(tmp_path) == [b"1\n"])
    taken.put(b"2")
    taken.close()
    assert whole(tmp_path) == [b"1\n", b"2\n"]


def test_after_a_torn_write_the_file_is_as_before_and_another_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Spool(tmp_path)
    taken.put(b"good")
    write = os.write

    def torn(descriptor: int, data: bytes) -> int:
        if len(data) > 3:
            return write(descriptor, data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", torn)
    with pytest.raises(NotStoredError):
        taken.put(b"lost!")
    monkeypatch.undo()
    taken.put(b"again")
    taken.close()
    assert whole(tmp_path) == [b"good\n", b"again\n"]
    assert taken.stored == 2


def test_a_failed_sync_acknowledges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Spool(tmp_path)
    taken.put(b"good")

    def failed(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(segment, "_sync_data", failed)
    with pytest.raises(NotStoredError):
        taken.put(b"lost!")
    monkeypatch.undo()
    taken.close()
    assert whole(tmp_path) == [b"good\n"]


def test_a_folder_that_cannot_be_made_acknowledges_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    taken = Spool(tmp_path / "file" / "webhooks")
    with pytest.raises(NotStoredError):
        taken.put(b"1")
    taken.close()


def test_nobody_waits_longer_than_a_sender_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "PATIENCE", 0.05)
    monkeypatch.setattr(segment, "_sync_data", lambda _: time.sleep(0.5))
    taken = Spool(tmp_path)
    with pytest.raises(NotStoredError):
        taken.put(b"slow")
    taken.close()
    assert whole(tmp_path) == [b"slow\n"]  # more is on the disk than was acknowledged, never less


def test_what_a_killed_listener_left_is_given_to_loads_up_to_its_last_whole_line(tmp_path: Path) -> None:
    folder = tmp_path / "2025-04-01"
    folder.mkdir()
    (folder / ".090000-1.jsonl").write_bytes(b"1\n2\n3 tor")
    (folder / ".090100-1.jsonl").write_bytes(b"torn")
    (folder / "080000-1.jsonl").write_bytes(b"0\n")
    Spool(tmp_path).close()
    assert whole(tmp_path) == [b"0\n", b"1\n", b"2\n"]
    assert not hidden(tmp_path)


def test_an_ended_spool_takes_nothing(tmp_path: Path) -> None:
    taken = Spool(tmp_path)
    taken.close()
    with pytest.raises(NotStoredError):
        taken.put(b"1")
