"""Files that cannot be read to their end: what comes before the damage is kept, and what was away is read next time."""

from __future__ import annotations

import errno
import gzip
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from conftest import Command, known, lines, message, rejected, webhook, write
from wh.reading import packed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

EVENTS = lines(*(webhook(message(f"m{number:05}", plainText=f"text {number * 7919 % 1000}")) for number in range(3000)))
PACKED: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstd.compress}
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "without its last eight bytes": lambda data: data[:-8],
    "cut in its midst": lambda data: data[: len(data) * 2 // 3],
    "with garbage behind it": lambda data: data + b"\0garbage" * 5,
}


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_comes_before_a_damage_is_kept(wh: Command, damage: str, ending: str, name: str) -> None:
    data = DAMAGES[damage](PACKED[ending](EVENTS))
    Path(name + ending).write_bytes(data)
    said = wh("load", name + ending).err
    found = known(wh)
    assert found == [f"m{number:05}" for number in range(len(found))]
    assert len(found) > 1000
    if len(found) < 3000 or ending == ".gz":  # the engine of .zst files may end where the last frame does
        assert "the file is damaged" in said


def test_a_damaged_file_that_is_whole_later_is_read_again(wh: Command) -> None:
    data = gzip.compress(EVENTS)
    Path("a.jsonl.gz").write_bytes(data[:-2000])
    wh("load", "a.jsonl.gz")
    before = len(known(wh))
    Path("a.jsonl.gz").write_bytes(data)
    assert f"{3000 - before:,} new, {before:,} duplicate, 0 rejected" in wh("load", "a.jsonl.gz").err


class _Breaking(io.RawIOBase):
    """A file of which the machine gives the first 400 bytes only."""

    def __init__(self, data: bytes) -> None:
        self._data = data[:400]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._data:
            raise OSError(errno.EIO, "Input/output error")
        length = min(len(buffer), len(self._data))
        buffer[:length], self._data = self._data[:length], self._data[length:]
        return length


def denied(path: Path) -> IO[bytes]:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def breaking(path: Path) -> IO[bytes]:
    return io.BufferedReader(_Breaking(gzip.decompress(path.read_bytes())))


@pytest.mark.parametrize(
    ("opened", "reason"), [(denied, "Permission denied"), (breaking, "Input/output error")], ids=["denied", "breaking"]
)
def test_a_file_that_could_not_be_read_is_read_by_the_next_load(
    wh: Command, monkeypatch: pytest.MonkeyPatch, opened: Callable[[Path], IO[bytes]], reason: str
) -> None:
    write("events/good.jsonl", webhook(message("good")))
    Path("events/away.jsonl.gz").write_bytes(gzip.compress(lines(webhook(message("m1")), webhook(message("m2")))))
    really = packed.opened
    with monkeypatch.context() as patch:
        for module in ("sources", "documents"):
            other = f"wh.reading.{module}.opened"
            patch.setattr(other, lambda path: opened(path) if path.name == "away.jsonl.gz" else really(path))
        said = wh("load", "events").err
    assert f"away.jsonl.gz:0: the file cannot be read now: {reason}" in said
    assert known(wh) == (["good", "m1"] if opened is breaking else ["good"])
    assert [Path(path).name for (path,) in wh.raw("select path from raw.files")] == ["good.jsonl"]
    assert " 0 rejected" in wh("load", "events").err
    assert known(wh) == ["good", "m1", "m2"]


def test_a_strict_load_is_refused_where_a_file_cannot_be_read(wh: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    write("away.jsonl", webhook(message("m1")))
    for module in ("sources", "documents"):
        monkeypatch.setattr(f"wh.reading.{module}.opened", denied)
    assert "the file cannot be read now" in wh.fails("load", "--strict", "away.jsonl", code=1)
    assert rejected(wh) == []
