"""Files of events: which are found, what form they have, and how they are batched."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from wh.errors import UsageError
from wh.reading.finding import File, find_files
from wh.reading.sources import BATCH_BYTES, LINES, MAX_BYTES, SMALL, VALUES, Source, batched, examined, spooled

KEYS = ["entity", "teams"]
OBJECT = b'{"event":"push","type":"message","entity":{}}\n'


def found(folder: Path, *patterns: str) -> list[Source]:
    return [source for file in find_files(patterns, folder) if (source := examined(file, KEYS))]


def source(folder: Path, name: str, data: bytes) -> Source:
    (folder / name).write_bytes(data)
    (only,) = found(folder, name)
    return only


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.jsonl", OBJECT, LINES),
        ("a.ndjson", b"[1,\n2]", LINES),
        ("a.json", OBJECT + OBJECT, LINES),
        ("a.json", OBJECT[:-1], VALUES),
        ("a.json", OBJECT[:-1] + OBJECT, VALUES),
        ("a.json", b"[" + OBJECT + b"," + OBJECT + b"]", VALUES),
        ("a.json", b'{\n "teams": []\n}\n', VALUES),
        ("a.json", b"garbage\n" + OBJECT, LINES),
        ("a.json", b"\xef\xbb\xbf[" + OBJECT + b"]", VALUES),
        ("a.json", b"\xef\xbb\xbf" + OBJECT, VALUES),
        ("a.json", b"\n\n  [" + OBJECT + b"]", VALUES),
        ("a.json", b"", VALUES),
        ("a.txt", OBJECT, LINES),
    ],
)
def test_the_form_is_known_from_name_and_first_lines(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    assert source(tmp_path, name, data).form == form


@pytest.mark.parametrize(
    ("name", "damaged", "unpacked", "reader"),
    [
        ("a.jsonl", False, SMALL + 1, "none"),
        ("a.jsonl", False, SMALL, None),
        ("a.jsonl.gz", False, SMALL + 1, "gzip"),
        ("a.jsonl.xz", False, SMALL + 1, None),
        ("a.jsonl.gz", True, SMALL + 1, None),
    ],
)
def test_the_engine_reads_large_files_that_are_sound(
    name: str, damaged: bool, unpacked: int, reader: str | None
) -> None:
    assert Source(File(Path(name), 1, 1, True, False), LINES, unpacked, damaged).reader == reader
    assert Source(File(Path(name), 1, 1, True, False), VALUES, unpacked, damaged).reader is None


def test_files_come_in_the_order_given_and_then_by_name(tmp_path: Path) -> None:
    for name in ("b/2.jsonl", "b/1.jsonl", "a.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(OBJECT)
    names = [each.path.name for each in find_files(["b", "*.json", "a.json"], tmp_path)]
    assert names == ["1.jsonl", "2.jsonl", "a.json"]


def test_in_a_folder_what_neither_name_nor_content_calls_events_is_passed_over(tmp_path: Path) -> None:
    sound = {
        "a.JSON",
        "b.jsonl.GZ",
        "c.ndjson.zst",
        "hook.jsonl.1",
        "hook.log",
        "0001-2025",
        "list",
        "d.jsonl.bz2",
        "i.json-2025.05",
    }
    data = {"hook.jsonl.1": OBJECT, "hook.log": OBJECT, "0001-2025": b"\n [" + OBJECT + b"]", "list": b'{"teams": []}'}
    for name in sound | {"e.txt", "f.gz", "g.json.bak", ".hidden.jsonl", "h.toml"}:
        (tmp_path / name).write_bytes(data.get(name, b""))
    (tmp_path / "package").write_bytes(b'{"name": "wh"}')
    assert {each.file.path.name for each in found(tmp_path, ".")} == sound


def test_a_name_with_signs_of_a_glob_names_itself(tmp_path: Path) -> None:
    assert source(tmp_path, "a[1].jsonl", OBJECT).file.path.name == "a[1].jsonl"


def test_what_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file or folder: x/\*\.json"):
        find_files(["x/*.json"], tmp_path)


def test_standard_input_can_be_read_more_than_once() -> None:
    with spooled(io.BytesIO(OBJECT), MAX_BYTES) as file:
        path = Path(f"/dev/fd/{file.fileno()}")
        assert [path.read_bytes(), path.read_bytes()] == [OBJECT, OBJECT]


def test_archives_are_read_together_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * (BATCH_BYTES // 6)))
    assert [len(batch) for batch in batched(found(tmp_path, "*.gz"), MAX_BYTES)] == [2, 1]
