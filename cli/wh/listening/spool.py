"""Bodies of webhooks that come at the same time, written together: one write and one wait for the disk for all of them.

A thread of its own writes, since waiting for the disk takes milliseconds: whoever brings a body in the meantime goes
along with the next write (group commit).
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wh.listening.segment import Segment, is_taken, recover

PATIENCE = 2.0  # seconds that the bringer of a body waits for the disk; senders do not wait for long
MOST_SECONDS = 60.0  # from the first body of a file to its end
MOST_BYTES = 16 * 1024 * 1024  # of a file
_log = logging.getLogger(__name__)


class NotStoredError(Exception):
    """A body that is not, or may not be, on the disk."""


@dataclass
class _Waiting:
    """A body and whoever waits for it."""

    line: bytes
    is_settled: threading.Event = field(default_factory=threading.Event)
    is_stored: bool = False


class Spool:
    """The folder that bodies are written to, in files of a minute or 16 MiB.

    `stored` counts the bodies on the disk, `last_at` is when the last one came (UTC), None before the first.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stored = 0
        self.last_at: datetime | None = None
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self._is_ending = False
        self._segment: Segment | None = None
        self._ends_at = 0.0
        if left := recover(folder):
            _log.info("took over %d file%s of a listener that was interrupted", left, "s" * (left > 1))
        self._writer = threading.Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    def put(self, body: bytes) -> None:
        """Returns when the body is on the disk; a NotStoredError where that is in doubt.

        A line end in a body can stand between values only, so it may as well be a blank.
        """
        waiting = _Waiting(body.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n")
        with self._changed:
            if self._is_ending:
                raise NotStoredError
            self._waiting.append(waiting)
            self._changed.notify()
        if not waiting.is_settled.wait(PATIENCE) or not waiting.is_stored:
            raise NotStoredError

    def close(self) -> None:
        """Writes what still waits, and gives the last file to `wh load`."""
        with self._changed:
            self._is_ending = True
            self._changed.notify()
        self._writer.join()

    def _write(self) -> None:
        while True:
            with self._changed:
                if not self._waiting and not self._is_ending:
                    self._changed.wait(self._ends_at - time.monotonic() if self._segment else None)
                batch, self._waiting = self._waiting, []
                is_ending = self._is_ending
            if batch:
                self._commit(batch)
            if self._segment and (is_ending or self._is_full(self._segment)):
                self._finish(self._segment)
            if is_ending and not batch:
                return

    def _is_full(self, segment: Segment) -> bool:
        return time.monotonic() >= self._ends_at or segment.length >= MOST_BYTES

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            if not self._segment:
                self._segment = Segment(self._free_path())
                self._ends_at = time.monotonic() + MOST_SECONDS
            self._segment.add(b"".join(each.line for each in batch))
        except OSError as error:
            _log.error("%d bodies are not stored: %s", len(batch), error.strerror or error)
            if self._segment:  # what the disk holds of it after a failure is not to be relied on
                self._finish(self._segment)
        else:
            self.stored += len(batch)
            self.last_at = datetime.now(UTC)
            for each in batch:
                each.is_stored = True
        for each in batch:
            each.is_settled.set()

    def _finish(self, segment: Segment) -> None:
        self._segment = None
        try:
            segment.close()
        except OSError as error:
            _log.error("%s stays unfinished until the next start: %s", segment.path, error.strerror or error)

    def _free_path(self) -> Path:
        now = datetime.now(UTC)
        folder, number = self.folder / now.strftime("%Y-%m-%d"), 1
        while is_taken(path := folder / f".{now:%H%M%S}-{number}.jsonl"):
            number += 1
        return path
