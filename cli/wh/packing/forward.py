"""A zip that is written forward only, with the sizes after the data: what a workbook is wrapped in."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import IO

from isal import isal_zlib  # five times as fast as zlib at about the same size


class ForwardZip:
    """A zip written forward only, with the sizes after the data."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._position = 0
        self._directory: list[tuple[bytes, int, int, int, int]] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes an entry."""
        start, encoded = self._position, name.encode()
        self._write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0x808, 8, 0, 0x21, 0, 0, 0, len(encoded), 0) + encoded)
        body = self._position
        deflate, crc, size = isal_zlib.compressobj(1, zlib.DEFLATED, -15), 0, 0
        for chunk in chunks:
            crc, size = isal_zlib.crc32(chunk, crc), size + len(chunk)
            self._write(deflate.compress(chunk))
        self._write(deflate.flush())
        packed = self._position - body
        self._write(struct.pack("<4s3L", b"PK\7\10", crc, packed, size))
        self._directory.append((encoded, start, crc, packed, size))

    def close(self) -> None:
        """Writes the directory; the zip is whole after it."""
        start = self._position
        for name, offset, crc, packed, size in self._directory:
            head = struct.pack("<4s6H3L", b"PK\1\2", 20, 20, 0x808, 8, 0, 0x21, crc, packed, size)
            self._write(head + struct.pack("<5H2L", len(name), 0, 0, 0, 0, 0, offset) + name)
        count, length = len(self._directory), self._position - start
        self._write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, start, 0))

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._position += len(data)
