"""Puts a finished warehouse in the place of the old one, while others read it."""

from __future__ import annotations

import filecmp
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from wh.engine.database import Database
from wh.errors import ChangedError, DamagedError, FaultError, UsageError
from wh.home import lock
from wh.home.newfile import clone, sync

_BLOCK = 4096  # bytes of a header

_log = logging.getLogger(__name__)


def previous(path: Path) -> Path:
    """Where the file that `path` was before is kept."""
    return path.with_name(path.name + ".previous")


def refused(path: Path) -> Path:
    """Where a file is kept that was to become `path` and did not pass its checks."""
    return path.with_name(path.name + ".refused")


@contextmanager
def next_file(path: Path) -> Iterator[Path]:
    """The path of a new file beside `path`, gone when the block ends unless it was renamed; one at a time."""
    file = path.with_name(path.name + ".building")
    _remove(file)
    try:
        yield file
    finally:
        _remove(file)


def copy(path: Path, file: Path, known: int, wait: float = 0) -> None:
    """A copy of the published file at `path` to go on from, while no program may write into it.

    A ChangedError where it was not written `known` times: somebody did since it was looked at.
    """
    with unwritten(path, wait):
        if writes(path) != known:
            raise ChangedError(f"another program wrote into {path}")
        clone(path, file)


def writes(file: Path) -> int:
    """How often a database file was written: the number of the newer of its two headers, which each writing counts up.

    The layout is that of STORAGE. Its time says less: some file systems round it, and a copy has another.
    """
    with file.open("rb") as stream:
        head = stream.read(3 * _BLOCK)
    return max(int.from_bytes(head[at + 8 : at + 16], "little") for at in (_BLOCK, 2 * _BLOCK))


def seal(database: Database, file: Path) -> None:
    """Writes a finished `file`, attached as `warehouse`, and in it how often it was written; then detaches it."""
    database.execute("use memory; checkpoint warehouse")
    newest = "(select max(build_id) from warehouse.meta.builds)"
    database.execute(
        f"update warehouse.meta.builds set writes = ? where build_id = {newest}",
        [writes(file) + 1],
    )
    database.execute("checkpoint warehouse; detach warehouse")


def audit(file: Path) -> None:
    """A FaultError unless a database file is whole by itself: nothing left in a log, and every view and macro binds.

    It is opened under another catalog name than it was built with, as by whoever opens it later.
    """
    if _wal(file).exists():
        raise FaultError(f"{file} is incomplete", "run the command again")
    with Database() as database:
        database.attach(file, "audited", read_only=True)
        database.execute("use audited")
        for (statement,) in database.query("sql/build/audited.sql"):
            database.execute(statement)


def swap(new: Path, path: Path, wait: float = 0) -> None:
    """Puts `new` in the place of `path`, whose mode and owner it takes, and keeps the old file as `previous(path)`.

    Whoever reads the old file goes on reading it. A BusyError names the program that has it open for writing.
    """
    aside = _settled(path)
    if path.exists():
        _liken(new, path)
    sync(new)
    with unwritten(path, wait) as sound:
        if sound:
            _keep(path, aside)
        _wal(path).unlink(missing_ok=True)  # it would be replayed onto the new file
        new.replace(path)
        if aside.exists():
            aside.replace(previous(path))
    sync(path.parent)


def swap_back(path: Path, wait: float = 0) -> None:
    """Puts the file that `path` was before back in its place, and keeps the present one instead."""
    _settled(path)
    if not previous(path).exists():
        raise UsageError(f"there is no build before {path}", "each `wh build` keeps the one that it replaces")
    audit(previous(path))
    swap(previous(path), path, wait)


def await_writers(path: Path, wait: float = 0) -> None:
    """Waits until no program has `path` open for writing; a BusyError names one that still has after `wait` seconds."""
    with unwritten(path, wait):
        pass


@contextmanager
def unwritten(path: Path, wait: float = 0) -> Iterator[bool]:
    """Keeps others from opening `path` for writing; yields whether there is a sound file.

    A BusyError after `wait` seconds where a program has it open so already.
    """
    try:
        reader = lock.patiently(lambda: Database(path, read_only=True), wait) if path.exists() else None
    except DamagedError:  # nobody can have it open
        reader = None
    with reader or nullcontext():
        yield reader is not None


def _settled(path: Path) -> Path:
    """The name of the old file while it is replaced; one that a kill left there becomes the previous file."""
    aside = path.with_name(path.name + ".replaced")
    _copy(aside).unlink(missing_ok=True)
    if aside.exists():
        if path.exists() and (aside.samefile(path) or filecmp.cmp(aside, path, shallow=False)):
            aside.unlink()
        else:
            aside.replace(previous(path))
    return aside


def _keep(path: Path, aside: Path) -> None:
    """A second name for the old file, or a copy of it where the file system has no links."""
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, _copy(aside))
        _copy(aside).replace(aside)


def _copy(aside: Path) -> Path:
    return aside.with_name(aside.name + ".copy")


def _liken(new: Path, old: Path) -> None:
    """Gives `new` the mode, access list and owner of `old`, as far as this user may."""
    built = new.stat()
    shutil.copystat(old, new)
    os.utime(new, ns=(built.st_atime_ns, built.st_mtime_ns))  # a backup copies what has another time
    status = old.stat()
    try:
        os.chown(new, status.st_uid, status.st_gid)
    except PermissionError:
        _log.warning("%s belongs to who built it: only root may give it to the owner of the old file", old)


def _wal(file: Path) -> Path:
    return file.with_name(file.name + ".wal")


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    _wal(file).unlink(missing_ok=True)
