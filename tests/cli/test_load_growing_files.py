"""A file that grows is read anew at each load: what was rejected in it before is neither said nor kept again."""

from __future__ import annotations

from pathlib import Path

from conftest import Command, lines, message, webhook


def grow(file: Path, content: bytes) -> None:
    with file.open("ab") as stream:
        stream.write(content)


def good(number: int) -> bytes:
    return lines(webhook(message(f"m{number}")))


def test_a_reject_is_said_and_kept_once(wh: Command) -> None:
    file = Path("a.jsonl")
    grow(file, b"not json\n")
    for number in range(5):
        grow(file, good(number))
        said = wh("load", file).err
        assert ("a.jsonl:1: not JSON" in said) == (number == 0)
        assert said.endswith(f"1 new, {number + (number > 0)} duplicate, {int(number == 0)} rejected\n")
    assert wh.raw("select load_id, line, text from raw.rejects") == [(1, 1, "not json")]
    grow(file, b"neither\n")
    assert "a.jsonl:7: not JSON" in wh("load", file).err
    assert wh.raw("select line, text from raw.rejects order by line") == [(1, "not json"), (7, "neither")]


def test_a_line_that_was_read_while_it_was_written_is_no_reject_when_it_is_whole(wh: Command) -> None:
    file = Path("a.jsonl")
    grow(file, b"not json\n" + good(1) + good(2)[:40])
    wh("load", file)
    assert wh.raw("select line from raw.rejects order by line") == [(1,), (3,)]
    grow(file, good(2)[40:] + good(3)[:50])
    said = wh("load", file).err
    assert "a.jsonl:4: not JSON" in said
    assert "a.jsonl:3" not in said
    grow(file, good(3)[50:])
    wh("load", file)
    assert wh.raw("select line from raw.rejects") == [(1,)]
    assert wh.raw("select count(*) from raw.messages") == [(3,)]


def test_a_file_of_the_same_name_that_is_another_one_loses_no_reject(wh: Command) -> None:
    file = Path("a.jsonl")
    file.write_bytes(good(1) + b"the first file's\n")
    wh("load", file)
    file.write_bytes(b"another\n")
    wh("load", file, code=1)
    assert wh.raw("select line, text from raw.rejects order by line") == [(1, "another"), (2, "the first file's")]


def test_strict_refuses_a_reject_that_is_known(wh: Command) -> None:
    file = Path("a.jsonl")
    grow(file, b"not json\n" + good(1))
    wh("load", file)
    grow(file, good(2))
    assert "rejected, nothing loaded" in wh.fails("load", "--strict", file, code=1)
    assert wh.raw("select id from raw.messages") == [("m1",)]
