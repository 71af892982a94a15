"""A home is changed by one process at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wh.errors import BusyError, FaultError
from wh.home import lock

HOLDER = """
import sys
from pathlib import Path
from wh.home import lock
with lock.claimed(Path(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the home `tmp_path` until its standard input ends."""
    words = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_told_who_holds_the_home(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(BusyError, match=rf"{tmp_path} is being changed by wh \(PID {holder.pid}\)"):
        lock.claimed(tmp_path, 0).__enter__()


def test_a_killed_holder_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    with lock.claimed(tmp_path, 0):
        pass


def test_the_second_waits_and_says_so(
    tmp_path: Path, holder: subprocess.Popen[str], caplog: pytest.LogCaptureFixture
) -> None:
    def release() -> None:
        lock._lock(file)

    assert holder.stdin
    with (tmp_path / "wh.lock").open("a+") as file, caplog.at_level("INFO"):
        attempts = iter([holder.stdin.flush, holder.stdin.close])

        def attempt() -> None:
            next(attempts, holder.wait)()
            release()

        lock.patiently(attempt, 60)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("waiting up to 60 s: ")


def test_who_lets_go_lets_the_next_in(tmp_path: Path) -> None:
    for _ in range(2):
        with lock.claimed(tmp_path, 0):
            pass


def test_a_disk_without_locks_is_told_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(FaultError, match=rf"{tmp_path}/wh.lock cannot be locked: No locks available"):
        lock.claimed(tmp_path, 0).__enter__()
