"""One command at a time changes a home, and one listens in it; another waits, and then says who it waited for."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from wh.errors import BusyError, FaultError

_EVERY = 0.1  # seconds between two attempts
_log = logging.getLogger(__name__)
Result = TypeVar("Result")


@contextmanager
def claimed(home: Path, wait: float, name: str = "wh.lock", doing: str = "changed") -> Iterator[None]:
    """Holds the home for this process, until the block or the process ends, however it ends.

    A BusyError names the process that holds it after `wait` seconds. `name` is of the lock file: what is held by one
    name is free by another.
    """
    with (home / name).open("a+") as file:
        patiently(lambda: _lock(file, doing), wait)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _lock(file: IO[str], doing: str = "changed") -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = f"wh (PID {file.read() or 'not yet known'})"
        raise BusyError(
            f"{Path(file.name).parent} is being {doing} by {holder}", "wait for it, or end it; nothing was changed"
        ) from error
    except OSError as error:  # some network file systems have no locks
        raise FaultError(f"{file.name} cannot be locked: {error.strerror}", "a home needs a disk with locks") from error


def patiently(attempt: Callable[[], Result], wait: float) -> Result:
    """What `attempt` gives; as long as it raises a BusyError it is tried again, for `wait` seconds."""
    deadline = time.monotonic() + wait
    reported = False
    while True:
        try:
            return attempt()
        except BusyError as error:
            if time.monotonic() >= deadline:
                raise
            if not reported:
                _log.info("waiting up to %g s: %s", wait, error.message)
                reported = True
        time.sleep(_EVERY)
