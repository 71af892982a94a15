"""Documents that Python reads: of small files, of files that do not hold one a line, and damaged ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from wh.reading import documents
from wh.reading.documents import mended, read_documents
from wh.reading.finding import find_files
from wh.reading.sources import Source, examined

KEYS = ["entity", "teams"]
OBJECT = b'{"event":"push","type":"message","entity":{}}\n'
A, B, C = ({"messages": [{"id": name, "plainText": '{["\\ x'}]} for name in "ABC")
FORMS: dict[str, Callable[..., str]] = {
    "an array": lambda *each: "[" + ",".join(each) + "]",
    "a spaced array": lambda *each: " [ " + " , ".join(each) + " ] \n",
    "one after the other": lambda *each: "".join(each),
    "one a line": lambda *each: "\n".join(each),
    "arrays of one": lambda *each: "\n".join(f"[{one}]" for one in each),
}
DAMAGES: dict[str, Callable[[str], str]] = {
    "a control character": lambda text: text.replace("x", "\x01"),
    "a line break in a text": lambda text: text.replace("x", "\n"),
    "an unknown word": lambda text: text.replace('"B"', "nil"),
    "a lost quote": lambda text: text.replace('"B"', '"B'),
    "a lost comma": lambda text: text.replace('", "', '" "').replace('",\n', '"\n'),
}


def source(folder: Path, name: str, data: bytes) -> Source:
    (folder / name).write_bytes(data)
    (file,) = find_files([name], folder)
    found = examined(file, KEYS)
    assert found
    return found


def texts(folder: Path, data: str | bytes) -> list[str]:
    data = data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
    return [each.text for each in read_documents(source(folder, "a.json", data))]


def test_documents_are_counted_by_place_and_line(tmp_path: Path) -> None:
    file = source(tmp_path, "a.jsonl", b"\n" + OBJECT + b"\n{nope\n" + OBJECT)
    assert [(each.place, each.line) for each in read_documents(file)] == [(0, 2), (1, 4), (2, 5)]


def test_only_the_documents_asked_for_are_given(tmp_path: Path) -> None:
    file = source(tmp_path, "a.jsonl", OBJECT * 5)
    assert [each.place for each in read_documents(file, [1, 3])] == [1, 3]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("indent", [None, 1, 4])
def test_every_document_of_a_form_is_found(tmp_path: Path, form: str, indent: int | None) -> None:
    found = texts(tmp_path, FORMS[form](*(json.dumps(each, indent=indent) for each in (A, B, C))))
    assert [json.loads(each) for each in found] == [A, B, C]


@pytest.mark.parametrize(
    ("form", "indent", "damage"),
    [
        (form, indent, damage)
        for form, indent, damage in product(FORMS, (None, 1, 4), DAMAGES)
        if damage != "a lost quote" or indent or form == "one a line"  # else nothing tells where the next one begins
    ],
)
def test_a_damaged_document_costs_itself_alone(tmp_path: Path, form: str, indent: int | None, damage: str) -> None:
    first, second, third = (json.dumps(each, indent=indent) for each in (A, B, C))
    found = texts(tmp_path, FORMS[form](first, DAMAGES[damage](second), third))
    assert [json.loads(each) for each in (found[0], found[-1])] == [A, C]
    assert all(mended(each)[1] == "not JSON" for each in found[1:-1])


def test_a_byte_of_another_encoding_costs_its_document_alone(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'[{"a": "caf\xe9"}, {"a": 1}]')
    (file,) = find_files(["a.json"], tmp_path)
    found = examined(file, KEYS)
    assert found
    assert [each.is_utf_8 for each in read_documents(found)] == [False, True]


@pytest.mark.parametrize("cut", [1, 5, 12, 20])
def test_a_cut_end_costs_the_last_document_alone(tmp_path: Path, cut: int) -> None:
    text = json.dumps([A, B, C], indent=1)
    found = texts(tmp_path, text[: -cut - 2])
    assert [json.loads(each) for each in found[:2]] == [A, B]
    assert len(found) == 3


@pytest.mark.parametrize("block", [1, 7, 64])
def test_where_a_file_is_cut_into_blocks_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("wh.reading.text._BLOCK", block)
    for indent in (None, 1):
        for number, form in enumerate(FORMS.values()):
            whole = form(*(json.dumps(each, indent=indent) for each in (A, B, {"é": "日本"}, C)))
            (tmp_path / str(number)).mkdir(exist_ok=True)
            assert len(texts(tmp_path / str(number), whole)) == 4


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_other_encodings_of_unicode_are_known(tmp_path: Path, encoding: str) -> None:
    assert json.loads(texts(tmp_path, json.dumps([A], indent=1).encode(encoding))[0]) == A


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    found = read_documents(source(tmp_path, "a.json", b"[{},\n3,\n\n{\n}]"))
    assert [(each.line, mended(each.text)[1]) for each in found] == [(1, None), (2, "not an object"), (4, None)]


def test_a_page_that_is_no_json_is_one_document_and_what_follows_another(tmp_path: Path) -> None:
    assert texts(tmp_path, '<html>\n <b>nothing</b>\n{"a":1}') == ["<html>\n <b>nothing</b>", '{"a":1}']


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert mended(r'{"a": "\ud83d x \ud83d\ude00"}') == ('{"a": "\ufffd x 😀"}', None)


def test_of_equal_keys_the_last_is_left() -> None:
    assert mended('{"a": 1, "a": {"b": 1, "b": 2}}') == ('{"a": {"b": 2}}', None)


PAGE = {
    "next": None,
    "messages": [{"id": f"m{i}", "plainText": '{["\\ ]}' * 3} for i in range(40)],
    "users": [],
    "userChats": [{"id": "c1", "tags": ["a", ["b"]]}],
    "session": {"x": [1, 2]},
}


def held(folder: Path, name: str, data: str) -> tuple[dict[str, list[object]], list[int]]:
    """What the documents of a file hold together, by key, and the lines that they begin in."""
    found: dict[str, list[object]] = {}
    read = list(read_documents(source(folder, name, data.encode())))
    assert not [each.reason for each in read if each.reason]
    for each in read:
        for key, value in json.loads(each.text).items():
            found.setdefault(key, []).extend(value if isinstance(value, list) else [value])
    return found, [each.line for each in read]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document of 300 bytes is too long."""
    monkeypatch.setattr(documents, "LONGEST", 300)
    monkeypatch.setattr(documents, "PIECE", 100)
    monkeypatch.setattr("wh.reading.text._BLOCK", 50)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_long_page_is_taken_apart(tmp_path: Path, name: str, indent: int | None) -> None:
    page = json.dumps(PAGE, indent=indent if name == "a.json" else None)
    found, lines = held(tmp_path, name, f'{{"users":[1]}}\n{page}\n{{"users":[2]}}\n')
    assert found.pop("users") == [1, 2]
    assert found == {
        key: value if isinstance(value, list) else [value] for key, value in PAGE.items() if key != "users"
    }
    assert (lines[0], lines[1], lines[-1]) == (1, lines[1], page.count("\n") + 3)
    assert lines == sorted(lines) or name == "a.json"
    assert len(lines) > 10


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_damaged_element_of_a_long_page_costs_itself_alone(tmp_path: Path, name: str) -> None:
    page = json.dumps(PAGE).replace('"m7"', "nil")
    ids = []
    for each in read_documents(source(tmp_path, name, page.encode() + b"\n")):
        text, reason = mended(each.text)
        ids += [message["id"] for message in json.loads(text).get("messages", [])] if not reason else ["?"]
    assert ids == [f"m{i}" if i != 7 else "?" for i in range(40)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "long", ['{"entity":{"plainText":"%s"}}', '{"messages":[{"id":"%s"}]}', '{"%s":1}', '"%s"', "%s"]
)
def test_what_is_long_and_no_page_costs_its_line(tmp_path: Path, long: str) -> None:
    data = OBJECT + (long % ("x" * 900)).encode() + b"\n" + OBJECT
    read = list(read_documents(source(tmp_path, "a.jsonl", data)))
    assert [(each.line, each.reason) for each in read] == [(1, None), (2, "longer than 64 MiB"), (3, None)]
