"""Files of events: which are found, what form they have, and how they are batched."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from wh.errors import UsageError
from wh.loading.sources import (
    BATCH_BYTES,
    BY_HAND,
    LINES,
    MAX_BYTES,
    WHOLE,
    Source,
    _known,
    batched,
    find_sources,
    spooled,
)

OBJECT = b'{"event":"push","type":"message","entity":{}}\n'


def source(folder: Path, name: str, data: bytes) -> Source:
    (folder / name).write_bytes(data)
    (found,) = find_sources([name], folder)
    return found


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.jsonl", OBJECT, LINES),
        ("a.ndjson", b"[1,\n2]", LINES),
        ("a.json", OBJECT + OBJECT, LINES),
        ("a.json", OBJECT[:-1], WHOLE),
        ("a.json", b"[" + OBJECT + b"," + OBJECT + b"]", WHOLE),
        ("a.json", b'{\n "teams": []\n}\n', WHOLE),
        ("a.json", b"garbage\n" + OBJECT, LINES),
        ("a.json", b"\xef\xbb\xbf[" + OBJECT + b"]", BY_HAND),
        ("a.json", b"\xef\xbb\xbf" + OBJECT, BY_HAND),
        ("a.json", b"\n\n  [" + OBJECT + b"]", WHOLE),
        ("a.json", b"", WHOLE),
        ("a.txt", OBJECT, LINES),
    ],
)
def test_the_form_is_known_from_name_and_first_lines(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    assert source(tmp_path, name, data).form == form


@pytest.mark.parametrize(("data", "webhooks"), [(OBJECT, True), (b'{"messages":[]}\n' + OBJECT, False), (b"", False)])
def test_the_first_document_tells_whether_there_are_webhooks(tmp_path: Path, data: bytes, webhooks: bool) -> None:
    assert source(tmp_path, "a.jsonl", data).webhooks is webhooks


def test_files_come_in_the_order_given_and_then_by_name(tmp_path: Path) -> None:
    for name in ("b/2.jsonl", "b/1.jsonl", "a.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(OBJECT)
    names = [each.path.name for each in find_sources(["b", "*.json", "a.json"], tmp_path)]
    assert names == ["1.jsonl", "2.jsonl", "a.json"]


def test_other_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.JSON", "b.jsonl.GZ", "c.ndjson.zst", "d.txt", "e.json.bak", "f.gz"):
        (tmp_path / name).write_bytes(b"")
    found = sorted(each.name for each in tmp_path.iterdir() if _known(each))
    assert found == ["a.JSON", "b.jsonl.GZ", "c.ndjson.zst"]


def test_a_name_with_signs_of_a_glob_names_itself(tmp_path: Path) -> None:
    assert source(tmp_path, "a[1].jsonl", OBJECT).path.name == "a[1].jsonl"


def test_what_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file or folder: x/\*\.json"):
        find_sources(["x/*.json"], tmp_path)


def test_standard_input_can_be_read_more_than_once() -> None:
    with spooled(io.BytesIO(OBJECT), MAX_BYTES) as file:
        path = Path(f"/dev/fd/{file.fileno()}")
        assert [path.read_bytes(), path.read_bytes()] == [OBJECT, OBJECT]


def test_archives_are_read_together_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * (BATCH_BYTES // 6)))
    assert [len(batch) for batch in batched(find_sources(["*.gz"], tmp_path), MAX_BYTES)] == [2, 1]
