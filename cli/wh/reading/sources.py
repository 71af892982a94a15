"""How files are read: what form they have, by whom, how much they hold unpacked, and in which batches."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO

from wh.errors import FaultError, UsageError
from wh.reading.finding import File, has_our_ending
from wh.reading.packed import DAMAGED, PACKED, opened

LINES, VALUES = "one document a line", "an array of documents, or one after the other"
_HEAD = 1 << 16
_MARK = b"\xef\xbb\xbf"  # a byte order mark
_FOREIGN = {  # how files of other formats begin
    b"PK\x03\x04": "a zip or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
}
_BLOCK = 1 << 20
MAX_BYTES = 32 * 1000**3  # unpacked: some 20 million messages with all that comes along
BATCH_BYTES = 1 << 28
SMALL = 1 << 18  # bytes of a file that Python reads sooner than the engine has opened it


@dataclass(frozen=True)
class Source:
    """A file to load: its `form`, LINES or VALUES, and once they are counted its bytes, `unpacked`.

    Of a `damaged` one only what comes before the damage can be read. `documents` gives lines and documents of a
    file that is no JSON.
    """

    file: File
    form: str
    unpacked: int = 0
    damaged: bool = False
    documents: Callable[[], Iterator[tuple[int, bytes | str]]] | None = None

    @property
    def packing(self) -> str:
        """How the file is packed, by its ending, in the engine's words: by itself it would also unpack `x.gz.tmp`."""
        return PACKED.get(self.file.path.suffix.lower(), "none")

    @property
    def reader(self) -> str | None:
        """How the engine can read the file beside others of the same; None for those that Python reads."""
        by_engine = self.form == LINES and not self.damaged and self.unpacked > SMALL
        return self.packing if by_engine and self.packing in ("none", "gzip", "zstd") else None


def examined(file: File, keys: Collection[str]) -> Source | None:
    """How a file is read; None for one that neither its name nor, with one of `keys`, its beginning calls ours.

    A UsageError where a file that was asked for is plainly of another format.
    """
    try:
        with opened(file.path) as stream:
            head = stream.read(_HEAD)
    except DAMAGED:
        return Source(file, LINES if _is_named_lines(file) else VALUES, damaged=True) if file.named else None
    if file.asked and (format_ := _foreign(file, head)):
        raise UsageError(
            f"{file.name} is {format_}, not events",
            "wh reads JSON (webhooks, pages of the API; also .gz, .zst, .bz2, .xz) and downloads (.xlsx)",
        )
    return Source(file, _form(file, head)) if file.named or _holds_one_of(keys, head) else None


def _foreign(file: File, head: bytes) -> str:
    """What a file that is no JSON is; "" where that cannot be told: then each line that is no JSON is a reject."""
    start = head.removeprefix(_MARK).lstrip()
    found = [name for beginning, name in _FOREIGN.items() if start.startswith(beginning)]
    if not found and not has_our_ending(file.path):
        if start.startswith(b"<"):
            return "a web page or XML"
        if file.path.suffix.lower() in (".csv", ".tsv") and not start.startswith((b"{", b"[")):
            return "a table in text form"
    return "".join(found)


def _holds_one_of(keys: Collection[str], head: bytes) -> bool:
    start = head.removeprefix(_MARK).lstrip()
    return start.startswith((b"{", b"[")) and any(f'"{key}"'.encode() in head for key in keys)


def _form(file: File, head: bytes) -> str:
    """LINES when all of the first lines that begin like one are objects; a file named .jsonl or .ndjson always is."""
    if _is_named_lines(file):
        return LINES
    lines = [line for line in head.split(b"\n")[:-1] if line.startswith(b"{")]
    return LINES if lines and all(map(_is_object, lines[:20])) else VALUES


def _is_named_lines(file: File) -> bool:
    return any(ending in file.path.name.lower() for ending in (".jsonl", ".ndjson"))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def batched(sources: Iterable[Source], max_bytes: int) -> list[list[Source]]:
    """Sources in batches that are read at once: by the same reader, at most BATCH_BYTES unless one is larger.

    A FaultError where they hold more than `max_bytes` together, unpacked.
    """
    batches: list[list[Source]] = []
    held = 0
    for source in _counted(sources, max_bytes):
        if batches and source.reader == batches[-1][0].reader and held + source.unpacked <= BATCH_BYTES:
            batches[-1].append(source)
            held += source.unpacked
        else:
            batches.append([source])
            held = source.unpacked
    return batches


def _counted(sources: Iterable[Source], max_bytes: int) -> Iterable[Source]:
    """Packed files are unpacked to be counted, since what an archive says of its size may be a lie.

    The engine goes on where Python finds an archive damaged, so such a file must not reach it.
    """
    left = max_bytes
    for source in sources:
        count, damaged = (source.file.bytes, False) if source.packing == "none" else _unpacked(source.file, left)
        left -= count
        if left < 0:
            raise _too_much(source.file.name, max_bytes)
        yield replace(source, unpacked=count, damaged=damaged or source.damaged)


def _unpacked(file: File, most: int) -> tuple[int, bool]:
    """How many bytes a packed file holds, counted to just beyond `most`; and whether it is damaged after them."""
    count, block = 0, memoryview(bytearray(_BLOCK))
    try:
        with opened(file.path) as stream:
            while count <= most and (length := stream.readinto(block)):  # type: ignore[attr-defined]
                count += length
    except DAMAGED:
        return count, True
    return count, False


def spooled(stream: IO[bytes], max_bytes: int) -> IO[bytes]:
    """Standard input, at most `max_bytes` of it, in a file without a name, so that nothing is left behind."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    left = max_bytes
    while chunk := stream.read(_BLOCK):
        left -= len(chunk)
        if left < 0:
            file.close()
            raise _too_much("standard input", max_bytes)
        file.write(chunk)
    file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return file


def _too_much(name: str, max_bytes: int) -> FaultError:
    message = f"nothing loaded: with {name} the files hold more than {max_bytes:,} bytes, unpacked"
    return FaultError(message, "if they are what they should be, --max-bytes (or WH_MAX_BYTES) allows more")
