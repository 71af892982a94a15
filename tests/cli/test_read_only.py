"""A home that may be read and not written: looking works, changing is one line of error, and nothing is harmed."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import PASSWORD
from watched import digest

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
pytestmark = pytest.mark.slow  # each test runs several commands as processes
EXPORT = ["--as", "301", "--reason", "x", "--sheet", "teams"]


@pytest.fixture
def locked(sample: Path, tmp_path: Path) -> Iterator[Path]:
    """The sample's home with a build before the last one, readable only."""
    home = tmp_path / "home"
    shutil.copytree(sample, home)
    shutil.copy(home / "warehouse.duckdb", home / "warehouse.duckdb.previous")
    (tmp_path / "out").mkdir()
    folders = [home, home / "events"]
    for file in [file for file in home.rglob("*") if file.is_file()]:
        file.chmod(0o444)
    for folder in folders:
        folder.chmod(0o555)
    if not humbly(home, "from pathlib import Path; Path('../home/x').touch()").returncode:
        pytest.skip("this user may write where nobody may")
    yield home
    for folder in folders:
        folder.chmod(0o755)


def heed_modes() -> None:
    """Takes from root, in a process that is to be started, the right to write where nobody may."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def humbly(home: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Python beside the home, run by somebody who may not write into it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WH_")}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment | {"WH_HOME": str(home), "WH_PASSWORD": PASSWORD},
        cwd=home.parent / "out",
        preexec_fn=heed_modes,
        capture_output=True,
        text=True,
        check=False,
    )


def wh(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return humbly(home, "from wh.main import run; run()", *words)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["sql", "select count(*) from messages"], "5232"),
        (["sql", "select count(*) from raw.messages"], "5376"),
        (["status"], "Last builds (UTC)"),
        (["show", "teams"], "id"),
        (["exports"], "exported_at"),
        (["check", "teams"], ""),
    ],
    ids=lambda words: words if isinstance(words, str) else " ".join(words),
)
def test_looking_needs_no_right_to_write(locked: Path, words: list[str], shown: str) -> None:
    before = contents(locked)
    ended = wh(locked, *words)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ("0 rows\n" if words == ["exports"] else "") or words[0] == "check"
    assert shown in ended.stdout
    assert contents(locked) == before


@pytest.mark.parametrize(
    "words",
    [["load", "{home}/events"], ["build"], ["rollback"], ["export", "x.zip", *EXPORT], ["export", *EXPORT]],
    ids=" ".join,
)
def test_changing_is_one_line_of_error(locked: Path, words: list[str]) -> None:
    before = contents(locked)
    ended = wh(locked, *(word.format(home=locked) for word in words))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"error: {locked}"), ended.stderr
    assert "ermission denied" in ended.stderr or "cannot be written to" in ended.stderr
    assert len(ended.stderr.splitlines()) <= 2
    assert contents(locked) == before
    assert not list(Path(locked.parent / "out").iterdir())


def contents(home: Path) -> dict[str, str]:
    return {str(file): digest(file) for file in home.rglob("*") if file.is_file()}
