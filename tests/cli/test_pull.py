"""`wh pull` as a process: killed whenever, it ends with what an undisturbed one has; keys are nowhere."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from conftest import Command
from fake_channel import ACCESS, MIO, SECRET, FakeChannel, reply, serving
from wh.commands import pull as command

STATES = ("opened", "snoozed", "closed")


@pytest.fixture
def channel() -> FakeChannel:
    made = FakeChannel()
    for number in range(30):
        made.chat(f"c{number:02}", STATES[number % 3])
        for text in range(number % 5):
            made.say(f"c{number:02}", f"text {text}")
    made.lists["managers"] = [MIO]
    return made


@pytest.fixture
def url(channel: FakeChannel) -> Iterator[str]:
    with serving(channel) as address:
        yield address


def start(home: Path, url: str, *words: str) -> subprocess.Popen[str]:
    code = "from wh.main import run; run()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "pull", "--home", str(home), "--base-url", url, "--rate", "50", *words],
        env=os.environ | {"WH_ACCESS_KEY": ACCESS, "WH_ACCESS_SECRET": SECRET},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(process: subprocess.Popen[str], code: int = 0) -> str:
    said, _ = process.communicate(timeout=120)
    assert process.returncode == code, said
    return said


def held(home: Path) -> dict[str, dict[str, Any]]:
    """The newest version of every entity in the files that a load would read, by kind and id."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for file in home.glob("events/pull/*/*/[!.]*.jsonl.gz"):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            for kind, entities in json.loads(line).items():
                for each in entities if isinstance(entities, list) else [entities]:
                    before = found[kind].get(each["id"], {})
                    if each.get("version", 0) >= before.get("version", 0):
                        found[kind][each["id"]] = each
    return found


def hold_all(home: Path, channel: FakeChannel) -> None:
    found = held(home)
    assert found["userChats"] == channel.chats
    assert found["messages"] == {each["id"]: each for told in channel.messages.values() for each in told}


def change(channel: FakeChannel, by: random.Random) -> None:
    """Something that happens in a desk."""
    id_ = by.choice([*channel.chats, f"new{len(channel.chats)}"])
    if id_ not in channel.chats:
        channel.chat(id_)
    match by.randrange(4):
        case 0:
            channel.chat(id_, by.choice(STATES))
        case 1:
            channel.chat(id_, channel.chats[id_]["state"], tags=[by.choice("abc")])
        case _:
            channel.say(id_, "more")


def kill_often(home: Path, url: str, channel: FakeChannel, times: int) -> None:
    by = random.Random(times)
    for _ in range(times):
        process = start(home, url)
        time.sleep(by.uniform(0.2, 1.2))
        change(channel, by)
        process.kill()
        process.communicate()
        for _ in range(by.randrange(4)):
            change(channel, by)
    finished(start(home, url, "--full"))
    hold_all(home, channel)


def test_what_was_pulled_is_in_the_warehouse(wh: Command, channel: FakeChannel, url: str) -> None:
    said = finished(start(wh.home, url))
    assert said == "pulled 30 chats, 60 messages in 42 calls\n"
    hold_all(wh.home, channel)
    wh("build", str(wh.home / "events"))
    assert wh("sql", "select count(*) from user_chats", "--csv").out.split()[1:] == ["30"]


def test_a_killed_pull_goes_on(wh: Command, channel: FakeChannel, url: str) -> None:
    kill_often(wh.home, url, channel, 6)


def test_one_that_is_ended_says_so_and_goes_on(wh: Command, channel: FakeChannel, url: str) -> None:
    reached = threading.Event()

    def note(_: BaseHTTPRequestHandler) -> bool:
        if channel.calls[-1][0].endswith("c10/messages"):
            reached.set()
            time.sleep(0.5)
        return False

    channel.faults = [note]
    process = start(wh.home, url)
    assert reached.wait(60)
    process.send_signal(signal.SIGTERM)
    assert finished(process, 130) == "ended: what was fetched is kept; run it again to go on\n"
    before = len(channel.calls)
    finished(start(wh.home, url))
    asked = [path[20:23] for path, _ in channel.calls[before:] if path.endswith("/messages")]
    assert asked == [f"c{number}" for number in range(10, 30)]
    hold_all(wh.home, channel)


@pytest.mark.slow
def test_two_hundred_kills(wh: Command, channel: FakeChannel, url: str) -> None:
    kill_often(wh.home, url, channel, 200)


def test_keys_are_in_no_file_and_no_output(wh: Command, channel: FakeChannel, url: str) -> None:
    said = finished(start(wh.home, url))

    def forbidden(handler: BaseHTTPRequestHandler) -> bool:
        reply(handler, 403, {"message": f"{ACCESS} {SECRET}"})
        return True

    channel.faults = [forbidden]
    said += finished(start(wh.home, url), 1)
    contents = [path.read_bytes() for path in wh.home.rglob("*") if path.is_file()]
    contents += [gzip.decompress(path.read_bytes()) for path in wh.home.rglob("*.gz")]
    assert "refuses the access key (403 … …)" in said
    assert not any(
        key in content for key in (ACCESS.encode(), SECRET.encode()) for content in [*contents, said.encode()]
    )


def test_a_pull_that_is_incomplete_says_so_and_so_does_its_exit_code(
    wh: Command, channel: FakeChannel, url: str
) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> bool:
        is_struck = "/c07/messages" in channel.calls[-1][0]
        if is_struck:
            reply(handler, 200, b"{")
        return is_struck

    channel.faults = [broken]
    said = finished(start(wh.home, url), 1)
    assert "skipped: /open/v5/user-chats/c07/messages: no answer to 6 calls (200)" in said
    assert said.endswith("incomplete: 1 thing could not be read; the next pull tries again\n")
    channel.faults = []
    assert finished(start(wh.home, url)) == "pulled 1 chat, 2 messages in 13 calls\n"
    hold_all(wh.home, channel)


def test_a_dry_run_and_then_a_pull_with_a_build(wh: Command, url: str) -> None:
    said = finished(start(wh.home, url, "--dry-run"))
    assert said == "would read 30 chats: 30 calls or more, 1 s or more; 12 calls to find that out\n"
    said = finished(start(wh.home, url, "--build", "--since", "2025-01-01"))
    assert said.startswith("pulled 30 chats")
    assert "user_chats 30, messages 60, users 30" in said


def test_several_channels_and_one_of_them_fails(wh: Command, url: str) -> None:
    file = wh.home / "pull.keys"
    file.write_text(
        '[wrong]\naccess_key = "wrong-one"\naccess_secret = "wrong-two"\n'
        f'[right]\naccess_key = "{ACCESS}"\naccess_secret = "{SECRET}"\n',
        "utf-8",
    )
    file.chmod(0o600)
    said = wh.fails("pull", "--base-url", url, "--rate", "50", code=1)
    assert "error: the platform refuses the access key (401 key … is unknown)" in said
    assert "right: pulled 30 chats, 60 messages in 42 calls" in said


def test_a_long_pull_without_a_terminal_says_how_far_it_is(
    wh: Command, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "EVERY", 0)
    said = wh("pull", "--base-url", url, "--rate", "50", WH_ACCESS_KEY=ACCESS, WH_ACCESS_SECRET=SECRET).err
    assert "pulling messages of 30 chats, 1 s left, after 12 calls\n" in said


def test_keys_that_are_refused_build_nothing(wh: Command, url: str) -> None:
    said = wh.fails("pull", "--base-url", url, "--build", code=1, WH_ACCESS_KEY="wrong", WH_ACCESS_SECRET="wrong")
    assert "refuses the access key" in said
    assert not (wh.home / "warehouse.duckdb").exists()


def test_keys_are_in_no_argument_list(wh: Command, url: str) -> None:
    process = start(wh.home, url)
    while process.poll() is None:
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                assert ACCESS.encode() not in each.read_bytes()
                assert SECRET.encode() not in each.read_bytes()
    finished(process)
