"""Two exports to one name, and file systems without hard links."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from conftest import PASSWORD, Command, entries
from processes import HELD, start, stops

WORDS = ["--as", "301", "--reason", "x", "--sheet", "teams"]
PLAIN = ["--sheet", "teams", "--format", "json"]
EXISTS = "error: out/x.zip: File exists\n"


@pytest.fixture
def place(desk: Command) -> Command:
    Path("out").mkdir()
    return desk


def left() -> list[str]:
    return [each.name for each in Path("out").iterdir()]


def without_links(monkeypatch: pytest.MonkeyPatch, number: int, *, meanwhile: str = "") -> None:
    """A file system that knows no hard links; `meanwhile` a file of that content comes to be."""

    def link(_: Path, path: Path) -> None:
        if meanwhile:
            path.write_text(meanwhile)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", link)


def test_a_file_that_came_to_be_meanwhile_is_left_alone(place: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(part: Path, path: Path) -> None:
        path.write_text("other's")
        link(part, path)

    monkeypatch.setattr(os, "link", late)
    assert place.fails("export", "out/x.zip", *WORDS, code=1, WH_PASSWORD=PASSWORD) == EXISTS
    assert Path("out/x.zip").read_text() == "other's"
    assert left() == ["x.zip"]


def test_of_two_exports_to_one_name_the_first_to_end_wins(place: Command) -> None:
    slow = start(place.home, *PLAIN, code=HELD)
    for stop in stops(slow):
        if stop == 1:
            place("export", "out/x.zip", *WORDS, WH_PASSWORD=PASSWORD)
            assert left() != ["x.zip"], "an unfinished file of a process that lives is none of our business"
    assert slow.communicate() == ("", EXISTS)
    assert slow.returncode == 1
    assert left() == ["x.zip"]
    assert "x.xlsx" in entries(Path("out/x.zip"))


def test_of_two_exports_by_force_the_last_to_end_stays(place: Command) -> None:
    slow = start(place.home, *PLAIN, "--force", code=HELD)
    for stop in stops(slow):
        if stop == 1:
            place("export", "out/x.zip", *WORDS, "--force", WH_PASSWORD=PASSWORD)
    slow.communicate()
    assert slow.returncode == 0
    assert left() == ["x.zip"]
    assert "teams.json" in entries(Path("out/x.zip"))


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS], ids=errno.errorcode.get)
def test_a_file_system_needs_no_hard_links(place: Command, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    without_links(monkeypatch, number)
    place("export", "out/x.zip", *WORDS, WH_PASSWORD=PASSWORD)
    assert entries(Path("out/x.zip"))
    assert left() == ["x.zip"]


def test_also_without_hard_links_no_file_is_replaced(place: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    without_links(monkeypatch, errno.EPERM, meanwhile="other's")
    assert place.fails("export", "out/x.zip", *WORDS, code=1, WH_PASSWORD=PASSWORD) == EXISTS
    assert Path("out/x.zip").read_text() == "other's"
    assert left() == ["x.zip"]


def test_a_folder_that_cannot_be_written_is_one_line_of_error(place: Command) -> None:
    Path("file").write_text("no folder")
    said = place.fails("export", "file/x.zip", *WORDS, code=1, WH_PASSWORD=PASSWORD)
    assert said.count("\n") == 1
    assert place.raw("from raw.exports") == []
