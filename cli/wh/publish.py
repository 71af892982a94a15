"""Putting a finished file in the place of the old one: nobody ever sees half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wh.errors import FaultError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The path of a new file beside `path`; it takes the place of `path` when the block ends well, else it goes."""
    temporary = path.with_name(f"{path.name}.building-{os.getpid()}")
    wal = temporary.with_name(temporary.name + ".wal")
    for left_over in path.parent.glob(f"{path.name}.building-*"):
        left_over.unlink()
    try:
        yield temporary
        if wal.exists():
            raise FaultError(f"{temporary} was not written to its end", "run the command again")
        _sync(temporary)
        temporary.replace(path)
        _sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
        wal.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to, which only its owner can read; it becomes `path` when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield part
        _sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
