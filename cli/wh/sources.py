"""The files that hold raw events: finding them, knowing their form, and reading what the engine could not."""

from __future__ import annotations

import glob
import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wh.errors import FaultError, UsageError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LINES, WHOLE, BY_HAND = "newline_delimited", "auto", "by hand"
_ENDINGS = (".json", ".jsonl", ".ndjson")
_PACKED = (".gz", ".zst")
_HEAD = 1 << 16
_BODY = b'"entity"'
_MARK = b"\xef\xbb\xbf"  # a byte order mark
_DESCRIPTORS = Path("/dev/fd")
_DAMAGED = (OSError, EOFError, zlib.error, zstd.ZstdError)
SHOWN = 2000  # characters of a rejected document that are kept


@dataclass(frozen=True)
class Source:
    """A file to load.

    `form` is LINES (one document per line), WHOLE (one document, or an array of them) or BY_HAND (the engine must not
    try); `webhooks` says that the first document is a webhook body, so that the engine need not look for other forms.
    """

    path: Path
    bytes: int
    modified_ns: int
    form: str
    webhooks: bool

    @property
    def name(self) -> str:
        """What the file is called in logs and rejects."""
        return "-" if self.path.parent == _DESCRIPTORS else str(self.path)

    @property
    def pattern(self) -> str:
        """The glob that matches this file only."""
        return glob.escape(str(self.path))


@dataclass(frozen=True)
class Document:
    """One document that the engine did not understand: its JSON when it can be mended, else the reason it cannot."""

    place: int
    line: int
    text: str
    reason: str | None


def find(patterns: Iterable[str], base: Path) -> list[Source]:
    """The files that paths, folders and globs name, each once, in the order given and then by name."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        found |= dict.fromkeys(_matches(pattern, base))
    return [_source(path) for path in found]


def _matches(pattern: str, base: Path) -> list[Path]:
    if not pattern:
        raise UsageError("a path is empty", "give files, folders, globs, or - for standard input")
    path = (base / pattern).absolute()
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and _known(file))
    if path.exists():
        return [path]
    found = map(Path, sorted(glob.glob(str(path), recursive=True)))  # noqa: PTH207 - one with `..` and `**` in it
    matches = [file for file in found if file.is_file()]
    if not matches:
        raise UsageError(f"no such file or folder: {pattern}", "give files, folders, globs, or - for standard input")
    return matches


def _known(path: Path) -> bool:
    name = path.name.lower()
    for ending in _PACKED:
        name = name.removesuffix(ending)
    return name.endswith(_ENDINGS)


def _source(path: Path) -> Source:
    try:
        status = path.stat()
    except OSError as error:
        raise FaultError(f"{path} cannot be read: {error.strerror}") from error
    try:
        with opened(path) as file:
            head = file.read(_HEAD)
    except _DAMAGED:
        return Source(path, status.st_size, status.st_mtime_ns, BY_HAND, False)
    webhooks = _BODY in head.removeprefix(_MARK).lstrip().partition(b"\n")[0]
    return Source(path, status.st_size, status.st_mtime_ns, _form(path, head), webhooks)


def _form(path: Path, head: bytes) -> str:
    """LINES when the first lines are documents of their own; a file named .jsonl or .ndjson always is."""
    if any(ending in path.name.lower() for ending in (".jsonl", ".ndjson")):
        return LINES
    if head.startswith(_MARK):  # the engine would keep the first element of an array only
        return BY_HAND
    head = head.lstrip()
    if head.startswith(b"["):
        return WHOLE
    lines = [line for line in head.split(b"\n")[:-1] if line.strip()]
    return LINES if any(line.startswith(b"{") and _is_object(line) for line in lines[:20]) else WHOLE


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked by its ending."""
    if path.name.lower().endswith(".gz"):
        return io.BufferedReader(gzip.open(path))
    if path.name.lower().endswith(".zst"):
        return io.BufferedReader(zstd.open(path))
    return path.open("rb")


def documents(source: Source, places: Iterable[int] | None) -> Iterator[Document]:
    """The documents at `places` (the first is 0; None for all), mended where the engine's parser was too strict."""
    wanted = None if places is None else set(places)
    try:
        for place, (line, raw) in enumerate(_pieces(source)):
            if wanted is None or place in wanted:
                yield _document(place, line, raw)
    except _DAMAGED as error:
        yield Document(-1, 0, "", f"the file is damaged: {error}")


def _pieces(source: Source) -> Iterator[tuple[int, bytes]]:
    """Line number and bytes of each document, as the engine counts them: blank lines hold none."""
    if source.form != LINES:
        with opened(source.path) as file, suppress(ValueError):
            value = json.loads(file.read())
            items = value if isinstance(value, list) else [value]
            yield from ((place, json.dumps(item).encode()) for place, item in enumerate(items, 1))
            return
    with opened(source.path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def _document(place: int, line: int, raw: bytes) -> Document:
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except ValueError:
        return Document(place, line, _shown(raw), "not JSON")
    if not isinstance(value, dict):
        return Document(place, line, _shown(raw), "not an object")
    return Document(place, line, _without_lone_surrogates(json.dumps(value, ensure_ascii=False)), None)


def _without_lone_surrogates(text: str) -> str:
    """The engine's parser refuses half a surrogate pair; U+FFFD takes its place."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown(raw: bytes) -> str:
    return raw[: 4 * SHOWN].decode("utf-8", "replace").strip()[:SHOWN]


def spooled(stream: IO[bytes]) -> IO[bytes]:
    """Standard input in a file that has no name any more, so that nothing of it is left behind."""
    import tempfile

    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    while chunk := stream.read(1 << 20):
        file.write(chunk)
    file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return file
