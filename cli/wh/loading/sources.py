"""The files that hold raw events: found, their form known, counted unpacked, and batched."""

from __future__ import annotations

import glob
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from wh.errors import FaultError, UsageError
from wh.loading.packed import DAMAGED, PACKED, opened

LINES, WHOLE, BY_HAND = "newline_delimited", "auto", "by hand"
_ENDINGS = (".json", ".jsonl", ".ndjson")
_HEAD = 1 << 16
_BODY = b'"entity"'
_MARK = b"\xef\xbb\xbf"  # a byte order mark
_DESCRIPTORS = Path("/dev/fd")
_BLOCK = 1 << 20
MAX_BYTES = 32 * 1000**3  # unpacked: some 20 million messages with all that comes along
BATCH_BYTES = 1 << 28


@dataclass(frozen=True)
class Source:
    """A file to load.

    `form` is LINES (one document per line), WHOLE (one document, or an array of them) or BY_HAND (the engine must not
    try); `webhooks` says that the first document is a webhook body, so that the engine need not look for other forms;
    `unpacked` is the number of its bytes once they are counted; of a `damaged` one only Python reads what comes before.
    """

    path: Path
    bytes: int
    modified_ns: int
    form: str
    webhooks: bool
    unpacked: int = 0
    damaged: bool = False

    @property
    def name(self) -> str:
        """What the file is called in logs and rejects."""
        return "-" if self.path.parent == _DESCRIPTORS else str(self.path)

    @property
    def pattern(self) -> str:
        """The glob that matches this file only."""
        return glob.escape(str(self.path))

    @property
    def kind(self) -> tuple[str, bool, str, bool]:
        """What files have in common that the engine can read at once."""
        return self.form, self.webhooks, self.compression, self.damaged

    @property
    def compression(self) -> str:
        """How the file is packed, by its ending. The engine is told: by itself it would also unpack `x.gz.tmp`."""
        return PACKED.get(self.path.suffix.lower(), "none")


def find_sources(patterns: Iterable[str], base: Path) -> list[Source]:
    """The files that paths, folders and globs name, each once, in the order given and then by name."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        found |= dict.fromkeys(_matches(pattern, base))
    return [_source(path) for path in found]


def is_there(pattern: str, base: Path) -> bool:
    """Whether a path, folder or glob names anything."""
    return (base / pattern).exists() or bool(_expanded(base / pattern))


def _matches(pattern: str, base: Path) -> list[Path]:
    if not pattern:
        raise UsageError("a path is empty", "give files, folders, globs, or - for standard input")
    path = (base / pattern).absolute()
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and _known(file))
    if path.exists():
        return [path]
    found = map(Path, sorted(_expanded(path)))
    matches = [file for file in found if file.is_file()]
    if not matches:
        raise UsageError(f"no such file or folder: {pattern}", "give files, folders, globs, or - for standard input")
    return matches


def _expanded(pattern: Path) -> set[str]:
    """The paths that a glob matches; `**` does not follow links to folders, which may lead in circles."""
    if "**" not in pattern.parts:
        return set(glob.glob(str(pattern)))  # noqa: PTH207 - one with `..` in it
    place = pattern.parts.index("**")
    rest = pattern.parts[place + 1 :] or ("*",)
    found: set[str] = set()
    for base in glob.glob(str(Path(*pattern.parts[:place]))):  # noqa: PTH207
        for folder, inner, _ in os.walk(base):
            inner[:] = [name for name in inner if not name.startswith(".")]
            found |= _expanded(Path(glob.escape(folder), *rest))
    return found


def _known(path: Path) -> bool:
    name = path.name.lower()
    for ending in PACKED:
        name = name.removesuffix(ending)
    return name.endswith(_ENDINGS)


def _source(path: Path) -> Source:
    status = _status(path)
    try:
        with opened(path) as file:
            head = file.read(_HEAD)
    except DAMAGED:
        form = LINES if _is_named_lines(path) else BY_HAND
        return Source(path, status.st_size, status.st_mtime_ns, form, webhooks=False, damaged=True)
    webhooks = _BODY in head.removeprefix(_MARK).lstrip().partition(b"\n")[0]
    return Source(path, status.st_size, status.st_mtime_ns, _form(path, head), webhooks)


def _status(path: Path) -> os.stat_result:
    """Size and time of a regular file with a name that the engine can be given."""
    try:
        str(path).encode()
        status = path.stat()
    except UnicodeEncodeError as error:
        raise FaultError(f"{str(path)!a} is a name that is not UTF-8", "rename the file") from error
    except OSError as error:
        raise FaultError(f"{path} cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"{path} is not a file but a pipe or a device", "`wh load -` reads standard input")
    return status


def _form(path: Path, head: bytes) -> str:
    """LINES when the first lines are documents of their own; a file named .jsonl or .ndjson always is."""
    if _is_named_lines(path):
        return LINES
    if head.startswith(_MARK):  # the engine would keep the first element of an array only
        return BY_HAND
    head = head.lstrip()
    if head.startswith(b"["):
        return WHOLE
    lines = [line for line in head.split(b"\n")[:-1] if line.strip()]
    return LINES if any(line.startswith(b"{") and _is_object(line) for line in lines[:20]) else WHOLE


def _is_named_lines(path: Path) -> bool:
    return any(ending in path.name.lower() for ending in (".jsonl", ".ndjson"))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def batched(files: Sequence[Source], max_bytes: int) -> list[list[Source]]:
    """`files` in batches that the engine can read at once: alike, at most BATCH_BYTES unpacked unless one is larger.

    A FaultError where they hold more than `max_bytes` together, unpacked.
    """
    batches: list[list[Source]] = []
    for file in _counted(files, max_bytes):
        batch = batches[-1] if batches else []
        alike = batch and file.kind == batch[0].kind
        if alike and sum(each.unpacked for each in batch) + file.unpacked <= BATCH_BYTES:
            batch.append(file)
        else:
            batches.append([file])
    return batches


def _counted(files: Sequence[Source], max_bytes: int) -> list[Source]:
    """Packed files are unpacked to be counted, since what an archive says of its size may be a lie.

    The engine goes on where Python finds an archive damaged, so such a file must not reach it.
    """
    left = max_bytes
    found = []
    for file in files:
        count, damaged = (file.bytes, False) if file.compression == "none" else _unpacked(file, left)
        left -= count
        if left < 0:
            raise _too_much(file.name, max_bytes)
        found.append(replace(file, unpacked=count, damaged=damaged or file.damaged))
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
