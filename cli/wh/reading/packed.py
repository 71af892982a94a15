"""Packed files, unpacked as they are read: of a damaged one, all that comes before the damage."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKED = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2", ".xz": "xz"}  # endings; the engine calls the first two so
DAMAGED = (OSError, EOFError, zlib.error, zstd.ZstdError, lzma.LZMAError)


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked by its ending; reading raises one of DAMAGED where there are no more to be had."""
    match PACKED.get(path.suffix.lower()):
        case "gzip":
            return io.BufferedReader(_Unpacked(gzip.open(path)))
        case "zstd":
            return io.BufferedReader(_Unpacked(zstd.open(path)))
        case "bz2":
            return io.BufferedReader(_Unpacked(bz2.open(path)))
        case "xz":
            return io.BufferedReader(_Unpacked(lzma.open(path)))
    return path.open("rb")


@contextmanager
def packed(path: Path, ending: str) -> Iterator[IO[bytes]]:
    """A stream into a file, packed as `ending` says."""
    with path.open("wb") as file:
        match PACKED.get(ending.lower()):
            case "gzip":
                stream: Any = gzip.GzipFile(fileobj=file, mode="wb", filename="")
            case "zstd":
                stream = zstd.ZstdFile(file, "wb")
            case "bz2":
                stream = bz2.BZ2File(file, "wb")
            case "xz":
                stream = lzma.LZMAFile(file, "wb")  # noqa: SIM115 - closed below
            case _:
                stream = file
        with stream:
            yield stream


def may_pass(error: Exception) -> bool:
    """Whether an error is one of the machine's, and not of what the file holds: it may be gone another time."""
    return isinstance(error, OSError) and error.errno is not None


class _Unpacked(io.RawIOBase):
    """A packed file piece by piece: a read of more than one piece would lose those before a damage."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
