"""Documents that Python reads where the engine could not."""

from __future__ import annotations

from pathlib import Path

from wh.loading.mending import read_documents
from wh.loading.sources import Source, find_sources

OBJECT = b'{"event":"push","type":"message","entity":{}}\n'


def source(folder: Path, name: str, data: bytes) -> Source:
    (folder / name).write_bytes(data)
    (found,) = find_sources([name], folder)
    return found


def test_documents_are_counted_by_place_and_line(tmp_path: Path) -> None:
    file = source(tmp_path, "a.jsonl", b"\n" + OBJECT + b"\n{nope\n" + OBJECT)
    found = [(each.place, each.line, each.reason) for each in read_documents(file, None)]
    assert found == [(0, 2, None), (1, 4, "not JSON"), (2, 5, None)]


def test_only_the_documents_asked_for_are_given(tmp_path: Path) -> None:
    file = source(tmp_path, "a.jsonl", OBJECT * 5)
    assert [each.place for each in read_documents(file, [1, 3])] == [1, 3]


def test_half_a_surrogate_pair_becomes_a_replacement_character(tmp_path: Path) -> None:
    (document,) = read_documents(source(tmp_path, "a.jsonl", rb'{"a": "\ud83d x \ud83d\ude00"}'), None)
    assert document.text == '{"a": "\ufffd x 😀"}'


def test_the_elements_of_an_array_are_documents(tmp_path: Path) -> None:
    found = [(each.line, each.reason) for each in read_documents(source(tmp_path, "a.json", b"[{},\n3,\n{}]"), None)]
    assert found == [(1, None), (2, "not an object"), (3, None)]
