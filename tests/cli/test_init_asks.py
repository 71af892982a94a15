"""`wh init` asks for what it should know of a channel; what is left out comes from the platform."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Command
from wh.home.settings import read_settings


def settle(wh: Command, *words: str) -> Path:
    home = wh.home.parent / "desk"
    wh("init", home, *words)
    return home / "wh.toml"


def test_options_become_settings(wh: Command) -> None:
    file = settle(wh, "--zone", "Asia/Seoul", "--hours", "9:30-18:00", "--owner", "mio@example.jp")
    settings = read_settings(file)
    assert settings.owners == ("mio@example.jp",)
    channel = settings.channels["default"]
    assert channel.time_zone == "Asia/Seoul"
    ((hours,),) = [list(channel.schedules.values())]
    assert dict(hours) == dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((570, 1080),))
    assert "# reply_clock" in file.read_text("utf-8")


def test_without_options_the_platform_says(wh: Command) -> None:
    assert read_settings(settle(wh)).channels == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--zone", "Asia/Tokio"], "Asia/Tokio is no time zone"),
        (["--hours", "all day"], "all day: hours are written like 10:00-19:00"),
        (["--hours", "25:00-26:00"], "hours.mon"),
        (["--hours", "10:00-10:00"], "hours.mon"),
    ],
)
def test_what_makes_no_sense_makes_no_home(wh: Command, words: list[str], told: str) -> None:
    assert told in wh.fails("init", wh.home.parent / "desk", *words, code=2)
    assert not (wh.home.parent / "desk").exists()


def test_on_a_terminal_it_asks_and_asks_again(wh: Command) -> None:
    home = wh.home.parent / "desk"
    ours, theirs = pty.openpty()
    code = "from wh.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "init", str(home)], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True
    )
    os.close(theirs)
    os.write(ours, b"Asia/Tokio\nAsia/Tokyo\n\n301\n")
    _, said = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0, said
    assert "did you mean Asia/Tokyo?" in said
    settings = read_settings(home / "wh.toml")
    assert (settings.owners, settings.channels["default"].time_zone) == (("301",), "Asia/Tokyo")
