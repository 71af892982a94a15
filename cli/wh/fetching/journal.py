"""What was fetched, in files that `wh load` reads: hidden until they are whole."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wh.home.newfile import sync


class Journal:
    """The folder of a channel's files, and the one that is being written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: gzip.GzipFile | None = None
        self._path = folder
        for left in folder.rglob(".*.jsonl.gz"):  # of a pull that was killed: what is in it will be fetched again
            left.unlink()

    def add(self, document: Mapping[str, Any]) -> None:
        """Writes a document, as a line of the file."""
        if not self._file:
            self._path = self._free_path()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = gzip.GzipFile(self._path, "wb", compresslevel=6)
        self._file.write(json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n")

    def finish(self) -> None:
        """Gives the file its name when it is on the disk; the next document begins another one."""
        if not self._file:
            return
        self._file.close()
        self._file = None
        sync(self._path)
        self._path.rename(self._path.with_name(self._path.name.removeprefix(".")))
        sync(self._path.parent)

    def drop(self) -> None:
        """Removes the unfinished file."""
        if self._file:
            self._file.close()
            self._file = None
            self._path.unlink()

    def _free_path(self) -> Path:
        now = datetime.now(UTC)
        number = 1
        while True:
            path = self.folder / f"{now:%Y-%m-%d}" / f".{now:%H%M%S}-{number}.jsonl.gz"
            if not os.path.lexists(path) and not os.path.lexists(path.with_name(path.name.removeprefix("."))):
                return path
            number += 1
