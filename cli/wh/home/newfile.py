"""A new file that is there whole or not at all: nobody ever sees half of it."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PART = ".wh-part-"  # and the number of the process that writes it


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A path beside `path` to write to, which only its owner can read; it becomes `path` when the block ends well.

    Raises a FileExistsError where `path` has come to be meanwhile and is not to be replaced by `force`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left_over in path.parent.glob(f"*{_PART}*"):
        if _is_abandoned(left_over):
            left_over.unlink(missing_ok=True)
    part = path.with_name(f"{path.name}{_PART}{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)) as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield part
            sync(part)
            if force:
                part.replace(path)
            else:
                _link(part, path)
            sync(path.parent)
    except OSError as error:
        error.filename = error.filename or str(path)  # of a full disk the system does not say where
        raise
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = str(path)
        raise
    finally:
        os.close(descriptor)


def clone(path: Path, file: Path) -> None:
    """A copy of a file; where the file system can, of its blocks no more than their places."""
    with path.open("rb") as source, file.open("wb") as target:
        left = path.stat().st_size
        try:
            while left and (copied := os.copy_file_range(source.fileno(), target.fileno(), left)):
                left -= copied
        except (OSError, AttributeError):  # not on this file system, or not on this machine
            left = -1
    if left:
        shutil.copyfile(path, file)


def _link(part: Path, path: Path) -> None:
    """Gives `part` the name `path` too; unlike a check before a rename, never in the place of another file."""
    try:
        os.link(part, path)
    except OSError as error:  # `path` has come to be, or the file system has no links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        part.replace(path)


def _is_abandoned(part: Path) -> bool:
    """Whether nobody writes to an unfinished file: whoever does holds a lock on it, which ends with the process."""
    try:
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError, PermissionError):
        return False
    return True
