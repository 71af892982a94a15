"""The password-protected zip: AES-256, written as it comes, nothing of it ever on disk in the clear."""

from __future__ import annotations

import hashlib
import io
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyzipper

from wh.errors import FaultError, UsageError

BLOCK = 1 << 18


@dataclass(frozen=True)
class Entry:
    """What was written as one entry of a zip: its size in bytes and its SHA-256, both of what a reader gets."""

    name: str
    bytes: int
    sha256: str


class Archive:
    """A zip being written; each entry is encrypted as its bytes arrive."""

    def __init__(self, file: Path, password: str) -> None:
        self._file = file.open("wb")
        self._zip = pyzipper.AESZipFile(self._file, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES)
        self._zip.setpassword(password.encode("ascii"))
        self.entries: list[Entry] = []

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._file:
            if kind is None:
                self._zip.close()
            else:
                self._zip.fp = None  # it can finish no zip that failed, and its error would hide the first one

    @contextmanager
    def entry(self, name: str, *, packed: bool) -> Iterator[IO[bytes]]:
        """A stream for one entry; `packed` says that its bytes are compressed already."""
        about = self._zip.zipinfo_cls(name, time.localtime()[:6])
        about.compress_type = pyzipper.ZIP_STORED if packed else pyzipper.ZIP_DEFLATED
        about._compresslevel = 1  # as ZipFile.open sets it for a name, which would be of the year 1980
        with self._zip.open(about, "w", force_zip64=True) as stream:
            raw = _Raw(stream)
            with io.BufferedWriter(raw, BLOCK) as buffer:
                yield buffer
        self.entries.append(Entry(name, raw.size, raw.hash.hexdigest()))


def entries(path: Path, ask: Callable[[], str]) -> Iterator[tuple[str, bytes]]:
    """The names and contents of a zip's entries; the password is asked for where there is one.

    A UsageError where it is another one, a FaultError where the zip is damaged.
    """
    try:
        with pyzipper.AESZipFile(path) as packed:
            if any(about.flag_bits & 1 for about in packed.infolist()):
                packed.setpassword(ask().encode())
            for name in packed.namelist():
                yield name, packed.read(name)
    except RuntimeError as error:
        raise UsageError(f"the password of {path} is wrong", "WH_DOWNLOAD_PASSWORD gives it") from error
    except (pyzipper.BadZipFile, zlib.error) as error:
        raise FaultError(f"{path} is damaged: {error}") from error


class _Raw(io.RawIOBase):
    """What io.BufferedWriter wants of the entry's stream; counts and hashes what goes through."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.size = 0
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._stream.write(bytes(data))
        self.hash.update(data)
        self.size += len(data)
        return len(data)
