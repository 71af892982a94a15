"""A full disk while events come in: what was answered 200 is there, and a pull goes on where it stopped."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from conftest import Command, message, webhook
from fake_channel import ACCESS, SECRET, FakeChannel, serving
from full_disk import fill, mounted
from listener import listening

pytestmark = pytest.mark.slow  # on a disk that root has to mount


def test_what_a_full_disk_does_not_hold_is_not_acknowledged(
    wh: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mounted(tmp_path / "disk", 20) as disk:
        wh.home = disk / "home"
        wh.home.mkdir()
        monkeypatch.chdir(wh.home)
        answered: dict[str, int] = {}
        with listening(wh.home) as listener:

            def send(id_: str, size: int) -> None:
                body = webhook(message(id_, plainText=os.urandom(size // 2).hex()))
                answered[id_] = listener.post(json.dumps(body).encode())

            send("before", 100)
            fill(disk)
            for number in range(40):
                send(f"full-{number}", 3000)
            (disk / "ballast").unlink()
            for number in range(10):
                send(f"after-{number}", 3000)
            listener.end()
        wh("load", "events/webhooks")
        there = {id_ for (id_,) in wh.raw("select id from raw.messages")}
        assert there >= {id_ for id_, status in answered.items() if status == 200}
        assert {id_ for id_ in there if answered[id_] != 200} <= {"full-0"}
        assert answered["before"] == answered["after-9"] == 200
        assert sum(status == 503 for status in answered.values()) > 20


def test_a_pull_ends_with_one_line_and_goes_on_when_there_is_room(wh: Command, tmp_path: Path) -> None:
    channel = FakeChannel()
    for number in range(300):
        channel.chat(f"c{number:03}", "closed")
        channel.say(f"c{number:03}", os.urandom(200).hex())
    with mounted(tmp_path / "disk", 20) as disk, serving(channel) as url:
        wh.home = disk / "home"
        wh.home.mkdir()
        fill(disk)
        words = ["pull", "--base-url", url, "--rate", "50"]
        said = wh.fails(*words, code=1, WH_ACCESS_KEY=ACCESS, WH_ACCESS_SECRET=SECRET)
        assert "No space left on device" in said or "is full" in said
        (disk / "ballast").unlink()
        wh(*words, WH_ACCESS_KEY=ACCESS, WH_ACCESS_SECRET=SECRET)
        wh("load", wh.home / "events")
        assert wh.raw("select count(*) from raw.messages") == [(300,)]
