"""Files made to do harm: archives that unpack to more than they should, endless lines, pipes, devices and circles."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Command, known, lines, message, rejected, webhook, write
from wh.errors import FaultError
from wh.reading.finding import find_files
from wh.reading.sources import spooled

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

EVENTS = lines(*(webhook(message(f"m{i}")) for i in range(1, 4)))
LARGE = lines(*(webhook(message(f"x{i}")) for i in range(2_000)))  # 0.4 MB
PACKED: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstd.compress}
MEBIBYTE = 1 << 20


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """Whatever hangs ends here: no test of this file takes a fifth of this."""
    signal.alarm(30)
    yield
    signal.alarm(0)


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("command", ["load", "build"])
def test_an_archive_is_counted_unpacked(wh: Command, command: str, ending: str) -> None:
    Path(f"a.jsonl{ending}").write_bytes(PACKED[ending](LARGE))
    said = wh.fails(command, f"a.jsonl{ending}", "--max-bytes", "100KB", code=1)
    assert said.count("\n") == 2
    assert "more than 100,000 bytes, unpacked" in said.splitlines()[0]
    assert "--max-bytes" in said.splitlines()[1]


def test_what_is_too_much_leaves_everything_as_it_was(wh: Command) -> None:
    write("a.jsonl", EVENTS[:-1])
    wh("load", "a.jsonl")
    Path("b.jsonl").write_bytes(EVENTS.replace(b'"m', b'"n'))
    Path("c.jsonl.gz").write_bytes(gzip.compress(LARGE))
    wh.fails("load", "b.jsonl", "c.jsonl.gz", code=1, WH_MAX_BYTES="100KB")
    assert known(wh) == ["m1", "m2", "m3"]
    assert wh.raw("select count(*) from raw.loads") == [(1,)]


def test_all_files_of_a_load_count_but_not_those_that_are_loaded_already(wh: Command) -> None:
    for name in ("a", "b"):
        Path(f"{name}.jsonl.gz").write_bytes(gzip.compress(LARGE.replace(b'"x', f'"{name}'.encode())))
    most = str(len(LARGE) + 10)
    wh.fails("load", "a.jsonl.gz", "b.jsonl.gz", "--max-bytes", most, code=1)
    wh("load", "a.jsonl.gz", "--max-bytes", most)
    wh("load", "a.jsonl.gz", "b.jsonl.gz", "--max-bytes", most)


@pytest.mark.parametrize("stdin", [False, True], ids=["a file", "standard input"])
def test_the_limit_is_met_to_the_byte(wh: Command, stdin: bool) -> None:
    Path("a.jsonl").write_bytes(EVENTS)
    words, given = (["-"], EVENTS) if stdin else (["a.jsonl"], b"")
    wh.fails("load", *words, "--max-bytes", str(len(EVENTS) - 1), code=1, stdin=given)
    wh("load", *words, "--max-bytes", str(len(EVENTS)), stdin=given)


def test_a_bomb_is_refused_before_it_fills_memory(wh: Command) -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    with Path("bomb.jsonl.gz").open("wb") as file:
        for _ in range(256):
            file.write(pack.compress(bytes(MEBIBYTE)))
        file.write(pack.flush())
    assert Path("bomb.jsonl.gz").stat().st_size < MEBIBYTE
    assert "bomb.jsonl.gz" in wh.fails("load", "bomb.jsonl.gz", "--max-bytes", "200MB", code=1)


def test_what_an_archive_says_of_its_size_is_not_believed(wh: Command) -> None:
    data = gzip.compress(LARGE)
    Path("a.jsonl.gz").write_bytes(data + gzip.compress(b""))  # the size at its end is that of the last member: 0
    wh.fails("load", "a.jsonl.gz", "--max-bytes", "100KB", code=1)


def test_what_comes_after_a_damage_is_not_read(wh: Command) -> None:
    first = bytearray(gzip.compress(EVENTS))
    first[-8] ^= 1  # its checksum, which the engine does not look at
    Path("a.jsonl.gz").write_bytes(bytes(first) + gzip.compress(LARGE))
    assert "the file is damaged" in wh("load", "a.jsonl.gz", "--max-bytes", "100KB").err
    assert known(wh) == ["m1", "m2", "m3"]


@pytest.mark.parametrize("name", ["a.jsonl.gz.tmp", "a.jsonl.gz?x", "a.jsonl.zst.tmp", "a.jsonl"])
def test_only_the_ending_says_that_a_file_is_packed(wh: Command, name: str) -> None:
    """By itself the engine unpacks `a.gz.tmp` and `a.gz?x` too, uncounted."""
    Path(name).write_bytes((zstd.compress if "zst" in name else gzip.compress)(LARGE))
    wh("load", name, "--max-bytes", "100KB", code=1)
    assert known(wh) == []


@pytest.mark.parametrize("size", ["", "many", "-1", "1e9", "20XB", "1.5GB", "9" * 30, "'; drop table x; --", "１GB"])
def test_a_size_that_is_none_is_a_usage_error(wh: Command, size: str) -> None:
    Path("a.jsonl").write_bytes(EVENTS)
    wh.fails("load", "a.jsonl", "--max-bytes", size, code=2)


@pytest.mark.parametrize("form", ["a.jsonl", "a.json"])
def test_a_giant_document_is_rejected(wh: Command, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr("wh.reading.documents.LONGEST", 5 * MEBIBYTE)
    monkeypatch.setattr("wh.loading.landing.LONGEST_LINE", 4 * MEBIBYTE)
    giant = json.dumps({"messages": [message("giant", plainText="x" * 40 * MEBIBYTE)]}, indent=1).encode()
    one, three = webhook(message("m1")), webhook(message("m3"))
    if form == "a.json":
        before = json.dumps(one, indent=1).encode() + b"\n"
        Path(form).write_bytes(before + giant + json.dumps(three, indent=1).encode())
        expected = [(before.count(b"\n") + 3, "longer than 64 MiB; what follows it in its file is not read")]
    else:
        Path(form).write_bytes(lines(one, giant.replace(b"\n", b""), three))
        expected = [(2, "longer than 64 MiB")]
    wh("load", form)
    assert rejected(wh) == expected
    assert known(wh) == (["m1"] if form == "a.json" else ["m1", "m3"])


@pytest.mark.parametrize("document", ["[" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000], ids=["lists", "objects"])
@pytest.mark.parametrize("form", ["a.jsonl", "a.json"])
def test_a_document_nested_too_deeply_is_rejected(wh: Command, form: str, document: str) -> None:
    write(form, webhook(message("m1")), document.encode(), webhook(message("m3")))
    wh("load", form)
    assert [line for line, _ in rejected(wh)] == [2]
    assert known(wh) == ["m1", "m3"]


def test_a_load_of_almost_nothing_but_rejects_is_refused(wh: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("wh.loading.landing", "wh.loading.rejects"):
        monkeypatch.setattr(f"{module}.MOST_REJECTS", 50)
    Path("a.jsonl").write_bytes(b"nothing of ours\n" * 60)
    assert "more than 50" in wh.fails("load", "a.jsonl", code=1)
    wh("load", "-", stdin=b'{"nothing": "of ours"}\n' * 40, code=1)
    assert wh.raw("select count(*), min(line), max(line) from raw.rejects") == [(40, 1, 40)]


@pytest.mark.parametrize("what", ["/dev/zero", "/dev/null", "pipe.jsonl", "pi*.jsonl"])
def test_a_pipe_or_device_is_refused(wh: Command, what: str) -> None:
    os.mkfifo("pipe.jsonl")
    wh.fails("load", what, code=2)


def test_endless_standard_input_ends() -> None:
    with Path("/dev/zero").open("rb") as endless, pytest.raises(FaultError, match="standard input"):
        spooled(endless, MEBIBYTE)


def test_pipes_devices_and_circles_in_a_folder_are_passed_over(wh: Command) -> None:
    write("events/deep/a.jsonl", EVENTS[:-1])
    os.mkfifo("events/pipe.jsonl")
    for name, target in {"round": ".", "up": "..", "self.jsonl": "self.jsonl", "zero.jsonl": "/dev/zero"}.items():
        Path("events", name).symlink_to(target)
    wh("load", "events")
    assert known(wh) == ["m1", "m2", "m3"]
    for pattern in ("events/**/*.jsonl", "**/*.jsonl", "events/**"):
        assert "(1 unchanged): 0 events" in wh("load", pattern).err


def test_two_stars_match_folders_of_every_depth_but_no_hidden_ones(tmp_path: Path) -> None:
    for name in ("a.json", "b/a.json", "b/c/a.json", "b/c/x.txt", ".git/a.json", "b/[c]/a.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = [str(each.path.relative_to(tmp_path)) for each in find_files(["**/*.json"], tmp_path)]
    assert found == ["a.json", "b/[c]/a.json", "b/a.json", "b/c/a.json"]
    assert [each.path.parent.name for each in find_files(["b/**/c/*.json"], tmp_path)] == ["c"]


def test_a_name_that_is_not_utf_8_is_refused(wh: Command) -> None:
    name = os.fsdecode(b"events/caf\xe9.jsonl")
    Path("events").mkdir()
    Path(name).write_bytes(EVENTS)
    for words in (["events"], [name], ["events/*"]):
        assert r"caf\udce9.jsonl" in wh.fails("load", *words, code=1)


def test_nothing_said_can_steer_a_terminal(desk: Command) -> None:
    write("\x1b[2J.jsonl", b"no event \x1b]0;title\x07")
    said = desk("load", "\x1b[2J.jsonl", code=1)
    assert "\x1b" not in said.err
    assert r"\x1b[2J.jsonl:1: not JSON" in said.err
    assert r"\x1b]0;title\x07" in desk("sql", "select text from raw.rejects").out


def test_a_name_of_two_lines_is_told_in_one(desk: Command) -> None:
    write("a\nerror: all is lost.jsonl", b"no event")
    assert len(desk("load", "a\nerror: all is lost.jsonl", code=1).err.splitlines()) == 2


def test_a_source_that_is_a_glob_is_looked_for_at_every_build(wh: Command) -> None:
    (wh.home / "wh.toml").write_text('sources = ["in/*.jsonl"]')
    for count in (1, 2):
        write(f"home/in/{count}.jsonl", webhook(message(f"m{count}")))
        wh("build")
        assert wh.built("select count(*) from messages") == [(count,)]
