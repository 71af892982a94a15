"""The files that paths, folders and globs name."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wh.errors import FaultError, UsageError
from wh.reading.packed import PACKED

_NAMED = re.compile(r".*[.](json|jsonl|ndjson)([.-][0-9][0-9.-]*)?")  # with what a rotation adds
_DESCRIPTORS = Path("/dev/fd")
_HINT = "give files, folders, globs, or - for standard input"
_Folder = tuple[int, int]  # device and inode


@dataclass(frozen=True)
class File:
    """A file, as the file system tells of it; `named` where its name, or whoever asked for it, says it holds events.

    `asked`: it was asked for by its own path, not by a folder or a glob.
    """

    path: Path
    bytes: int
    modified_ns: int
    named: bool
    asked: bool

    @property
    def name(self) -> str:
        """What the file is called in logs and rejects."""
        return "-" if self.path.parent == _DESCRIPTORS else str(self.path)


def find_files(patterns: Iterable[str], base: Path) -> list[File]:
    """The files that paths, folders and globs name, each once, in the order given and then by name."""
    found: dict[Path, bool] = {}
    asked: set[Path] = set()
    walked: set[_Folder] = set()
    for pattern in patterns:
        for path, named in _matches(pattern, base, walked):
            found[path] = named or found.get(path, False)
            if path == (base / pattern).absolute():
                asked.add(path)
    return [_file(path, named, path in asked) for path, named in found.items()]


def is_there(pattern: str, base: Path) -> bool:
    """Whether a path, folder or glob names anything."""
    return (base / pattern).exists() or bool(_expanded(base / pattern))


def has_our_ending(path: Path) -> bool:
    """Whether a file's name says that it holds events."""
    name = path.name.lower()
    for ending in PACKED:
        name = name.removesuffix(ending)
    return bool(_NAMED.fullmatch(name))


def _matches(pattern: str, base: Path, walked: set[_Folder]) -> list[tuple[Path, bool]]:
    """Paths of files, and whether they are named: asked for one by one, or with an ending of ours."""
    if not pattern:
        raise UsageError("a path is empty", _HINT)
    path = (base / pattern).absolute()
    found = [path] if path.exists() else [Path(each) for each in sorted(_expanded(path))]
    matches: list[tuple[Path, bool]] = []
    for each in found:
        if each.is_dir():
            matches += ((file, has_our_ending(file)) for file in _walk(each, _above(each), walked))
        elif each == path or each.is_file():
            matches.append((each, True))
    if not matches and not path.is_dir():
        raise UsageError(f"no such file or folder: {pattern}", _HINT)
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


def _walk(folder: Path, above: frozenset[_Folder], walked: set[_Folder]) -> Iterator[Path]:
    """The files of a folder and of those in it, by name; links to folders are followed, each folder once.

    A link to a folder `above` is a circle. Hidden files are left out: programs keep them for themselves, or are still
    copying them.
    """
    here = _identity(folder)
    if here in above or here in walked:
        return
    walked.add(here)
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError as error:
        raise FaultError(f"{folder} cannot be read: {error.strerror}") from error
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if path.is_dir() if entry.is_symlink() else entry.is_dir():
            yield from _walk(path, above | {here}, walked)
        elif path.is_file() if entry.is_symlink() else entry.is_file():
            yield path


def _above(folder: Path) -> frozenset[_Folder]:
    return frozenset(map(_identity, folder.parents))


def _identity(folder: Path) -> _Folder:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _file(path: Path, named: bool, asked: bool) -> File:
    """A regular file with a name that the engine can be given."""
    try:
        str(path).encode()
        status = path.stat()
    except UnicodeEncodeError as error:
        raise FaultError(f"{str(path)!a} is a name that is not UTF-8", "rename the file") from error
    except OSError as error:
        raise FaultError(f"{path} cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"{path} is not a file but a pipe or a device", "`wh load -` reads standard input")
    return File(path, status.st_size, status.st_mtime_ns, named, asked)
