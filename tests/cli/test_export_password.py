"""The password is nowhere but in the environment, or printed once when it was made; without it nothing opens."""

from __future__ import annotations

import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import pytest

from conftest import PASSWORD, Command
from wh import main
from wh.asking.request import Request

WORDS = ["export", "out.zip", "--as", "301", "--reason", "x"]
PACKAGE = str(Path(main.__file__).parent)
SEVEN = shutil.which("7z") or shutil.which("7zz")
needs_7z = pytest.mark.skipif(SEVEN is None, reason="there is no 7z here")


def test_the_password_is_said_and_kept_nowhere(desk: Command) -> None:
    said = desk(*WORDS, "--format", "both", WH_PASSWORD=PASSWORD)
    assert PASSWORD not in said.out + said.err
    assert PASSWORD not in str(desk.raw("from raw.exports")) + desk("exports", "--json").out
    files = [file for file in (*desk.home.rglob("*"), Path("out.zip")) if file.is_file()]
    assert not [file for file in files if PASSWORD.encode() in file.read_bytes()]


@pytest.mark.parametrize("words", [["--as", "302"], ["--format", "pdf"], ["--from", "when"], ["--sheet", "none"]])
def test_no_refusal_repeats_the_password(desk: Command, words: list[str]) -> None:
    said = desk(*WORDS, *words, code=None, WH_PASSWORD=PASSWORD)
    assert PASSWORD not in said.out + said.err


def test_a_request_does_not_show_its_password() -> None:
    asked = Request("301", "x", PASSWORD)
    assert PASSWORD not in f"{asked!r} {asked!s}"


def test_without_a_terminal_nobody_is_asked_for_a_password(desk: Command) -> None:
    said = desk.fails(*WORDS, code=2)
    assert "no terminal to ask on" in said
    assert "hint: set WH_PASSWORD" in said
    assert not Path("out.zip").exists()


def test_an_unforeseen_error_does_not_show_the_password(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("wh.exporting.export._write", fails)
    with pytest.raises(RuntimeError, match="unforeseen") as caught:
        desk(*WORDS, WH_PASSWORD=PASSWORD)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame for frame in told.stack if frame.filename.startswith(PACKAGE)]
    assert "export" in {frame.name for frame in ours}
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert not [frame.name for frame in ours if PASSWORD in str(frame.locals)]
    assert not Path("out.zip").exists()


def test_an_unforeseen_error_leaves_no_file(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> NoReturn:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("wh.exporting.export.write_workbook", fails)
    monkeypatch.setattr(sys, "unraisablehook", lambda each: pytest.fail(str(each)))
    with pytest.raises(RuntimeError, match="unforeseen"):
        desk(*WORDS, WH_PASSWORD=PASSWORD)
    assert not list(Path().glob("out.zip*"))
    assert desk.raw("from raw.exports") == []


def seven(*words: str) -> tuple[bool, str]:
    """Whether 7z ends well, and what it says."""
    done = subprocess.run([str(SEVEN), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


@needs_7z
@pytest.mark.parametrize("form", ["xlsx", "both", "parquet"])
def test_7z_opens_the_zip_with_its_password(desk: Command, form: str) -> None:
    desk(*WORDS, "--format", form, WH_PASSWORD=PASSWORD)
    well, said = seven("l", "-slt", "out.zip")
    names = [line.removeprefix("Path = ") for line in said.splitlines() if line.startswith("Path = ")][1:]
    assert well
    assert names[-1] == "manifest.json"
    assert said.count("Encrypted = +") == said.count("AES-256") == len(names)
    assert seven("t", f"-p{PASSWORD}", "out.zip")[0]


@needs_7z
@pytest.mark.parametrize("password", ["", "correcthorse8"], ids=["none", "a wrong one"])
def test_7z_opens_nothing_without_the_password(desk: Command, password: str) -> None:
    desk(*WORDS, "--limit", "3", "--format", "both", WH_PASSWORD=PASSWORD)
    well, said = seven("x", f"-p{password}", "-oopened", "out.zip")
    assert not well
    assert "Wrong password" in said
    assert not [file for file in Path("opened").rglob("*") if file.is_file() and file.read_bytes()]


def test_a_mask_key_that_a_kill_left_empty_is_refused(desk: Command) -> None:
    (desk.home / "mask.key").touch()
    said = desk.fails("export", "x.zip", "--as", "301", "--reason", "x", "--mask", code=1, WH_PASSWORD=PASSWORD)
    assert "mask.key is incomplete" in said
    assert not Path("x.zip").exists()
