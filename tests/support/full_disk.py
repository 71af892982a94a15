"""A disk that is full until its ballast is thrown off."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOM = 20_480  # bytes that are free on the full disk


@contextmanager
def mounted(disk: Path, megabytes: int) -> Iterator[Path]:
    """A small disk of its own, mounted at `disk`; the test is skipped where that is not allowed."""
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)]
    may = shutil.which("mount") and os.geteuid() == 0
    if not may or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root only")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Leaves no more than ROOM bytes on the disk; to delete the file `ballast` gives them back."""
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - ROOM)
