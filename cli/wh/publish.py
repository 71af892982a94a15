"""Putting a finished file in the place of the old one: nobody ever sees half of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wh.errors import FaultError

_PART = ".wh-part-"  # and the number of the process that writes it


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
def new_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A path beside `path` to write to, which only its owner can read; it becomes `path` when the block ends well.

    Raises a FileExistsError where `path` has come to be meanwhile and is not to be replaced by `force`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left_over in path.parent.glob(f"*{_PART}*"):
        if not _lives(left_over.name.rpartition(_PART)[2]):
            left_over.unlink(missing_ok=True)
    part = path.with_name(f"{path.name}{_PART}{os.getpid()}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield part
        _sync(part)
        if force:
            part.replace(path)
        else:
            _link(part, path)
        _sync(path.parent)
    except OSError as error:
        error.filename = error.filename or str(path)  # of a full disk the system does not say where
        raise
    finally:
        part.unlink(missing_ok=True)


def _link(part: Path, path: Path) -> None:
    """Gives `part` the name `path` too; unlike a check before a rename, never in the place of another file."""
    try:
        os.link(part, path)
    except OSError as error:  # `path` has come to be, or the file system has no links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        part.replace(path)


def _lives(pid: str) -> bool:
    """Whether the process that an unfinished file names is still there."""
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
