"""How much a load may read, in all and at once: bytes are counted unpacked, before the engine sees any of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO

from wh.errors import FaultError, UsageError
from wh.loading.sources import BY_HAND, DAMAGED, Source, opened

MOST = 32 * 1000**3  # bytes: some 20 million messages with all that comes along
MOST_REJECTS = 1_000_000  # they are kept in memory until the load ends
_SIZE = re.compile(r"([0-9]{1,15}) ?([KMGT]?)B?", re.IGNORECASE)
BATCH_BYTES = 1 << 28
_BLOCK = 1 << 20


def size(text: str) -> int:
    """Bytes that a size like 20GB or 500000 stands for; K, M, G and T are powers of 1,000."""
    if not (match := _SIZE.fullmatch(text.strip())):
        raise UsageError(f"--max-bytes is not {text}", "sizes are written 20GB, 500MB or 500000")
    return int(match[1]) * int(1000 ** " KMGT".index(match[2].upper() or " "))


def within(files: Sequence[Source], most: int) -> list[Source]:
    """`files` with the bytes that each holds unpacked, together at most `most`, or a FaultError.

    What an archive says of its own size may be a lie, so it is unpacked to be counted. The engine goes on where Python
    finds an archive damaged, so it must not read one of those.
    """
    left = most
    found = []
    for file in files:
        count, damaged = (file.bytes, False) if file.compression == "none" else _unpacked(file, left)
        left -= count
        if left < 0:
            raise _too_much(file.name, most)
        found.append(replace(file, unpacked=count, form=BY_HAND if damaged else file.form))
    return found


def _unpacked(file: Source, most: int) -> tuple[int, bool]:
    """How many bytes a packed file holds, counted to just beyond `most`; and whether it is damaged after them."""
    count, block = 0, memoryview(bytearray(_BLOCK))
    try:
        with opened(file.path) as stream:
            while count <= most and (length := stream.readinto(block)):  # type: ignore[attr-defined]
                count += length
    except DAMAGED:
        return count, True
    return count, False


def batches(files: Sequence[Source]) -> Iterator[list[Source]]:
    """Files of one form, together at most BATCH_BYTES unpacked unless one alone is larger."""
    batch: list[Source] = []
    for file in files:
        alike = batch and file.kind == batch[0].kind
        if batch and not (alike and sum(each.unpacked for each in batch) + file.unpacked <= BATCH_BYTES):
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def spooled(stream: IO[bytes], most: int) -> IO[bytes]:
    """Standard input, of at most `most` bytes, in a file that has no name any more: nothing of it is left behind."""
    import tempfile

    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    left = most
    while chunk := stream.read(_BLOCK):
        left -= len(chunk)
        if left < 0:
            file.close()
            raise _too_much("standard input", most)
        file.write(chunk)
    file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return file


def too_many_rejects(name: str) -> FaultError:
    """What is said of files that hold hardly any events."""
    message = f"nothing loaded: {name} brings what is rejected to more than {MOST_REJECTS:,}"
    return FaultError(message, "see whether it is a file of events; the good ones of it can be loaded in parts")


def _too_much(name: str, most: int) -> FaultError:
    message = f"nothing loaded: with {name} the files hold more than {most:,} bytes, unpacked"
    return FaultError(message, "if they are what they should be, --max-bytes (or WH_MAX_BYTES) allows more")
