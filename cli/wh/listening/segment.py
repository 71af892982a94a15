"""One file of the spool: bodies are added, and it is given to `wh load` when it is whole.

.094512-1.jsonl     hidden, so that no load reads it: bodies are still added
094512-1.jsonl      whole; it never grows
"""

from __future__ import annotations

import os
from pathlib import Path

from wh.home.newfile import sync

_ENDING = ".jsonl"
_sync_data = getattr(os, "fdatasync", os.fsync)  # macOS has the other only


class Segment:
    """A hidden file that holds the bodies of some seconds, a line each.

    What `add` wrote without an error is on the disk. After an error the file is as it was before, or, where that failed
    too, what stands behind `length` is no promise to anybody.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.length = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        sync(path.parent)

    def add(self, lines: bytes) -> None:
        """Writes whole lines, and waits until they are on the disk."""
        written = 0
        try:
            while written < len(lines):
                written += os.write(self._descriptor, lines[written:])
        except OSError:
            os.ftruncate(self._descriptor, self.length)
            os.lseek(self._descriptor, self.length, os.SEEK_SET)
            raise
        _sync_data(self._descriptor)
        self.length += len(lines)

    def close(self) -> None:
        """Gives the file its name: from now on loads read it. One without a body is removed."""
        os.ftruncate(self._descriptor, self.length)
        os.close(self._descriptor)
        _give(self.path, self.length)


def recover(folder: Path) -> int:
    """Gives the files that a listener left unfinished their names; returns how many.

    What stands behind the last whole line was never acknowledged.
    """
    found = sorted(folder.rglob(f".*{_ENDING}"))
    for path in found:
        length = path.read_bytes().rfind(b"\n") + 1
        os.truncate(path, length)
        sync(path)
        _give(path, length)
    return len(found)


def is_taken(path: Path) -> bool:
    """Whether a segment has, or had, this path."""
    return path.exists() or _named(path).exists()


def _give(path: Path, length: int) -> None:
    if length:
        path.rename(_named(path))
    else:
        path.unlink()
    sync(path.parent)


def _named(path: Path) -> Path:
    return path.with_name(path.name.removeprefix("."))
