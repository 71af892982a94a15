"""A pull against a fake channel: everything there is, nothing twice without need."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fake_channel import ACCESS, SECRET, FakeChannel, serving
from fake_clock import FakeClock
from wh.errors import FaultError, UsageError
from wh.fetching.keys import KeyPair
from wh.fetching.pull import Pulled, PullOptions, pull
from wh.home.home import Home

KEYS = KeyPair("", ACCESS, SECRET)


@dataclass
class Desk:
    """A home, and the channel that it pulls from."""

    home: Home
    channel: FakeChannel
    url: str
    clock: FakeClock

    def pull(self, **options: Any) -> Pulled:
        self.clock.at = max(self.clock.at, self.channel.now / 1000)
        return pull(self.home, KEYS, PullOptions(base_url=self.url, **options), self.clock, lambda *_: None)

    def held(self) -> dict[str, dict[str, Any]]:
        """The newest version of every entity in the files, by kind and id."""
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for file in sorted(self.home.path.glob("events/pull/*/*/*.jsonl.gz")):
            for line in gzip.decompress(file.read_bytes()).splitlines():
                for kind, entities in json.loads(line).items():
                    for each in entities if isinstance(entities, list) else [entities]:
                        found[kind][each["id"]] = each
        return found

    def hold_all(self) -> None:
        held = self.held()
        assert held["userChats"] == self.channel.chats
        told = {message["id"]: message for messages in self.channel.messages.values() for message in messages}
        assert held["messages"] == told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    channel = FakeChannel()
    for number in range(12):
        channel.chat(f"c{number:02}", ["opened", "snoozed", "closed"][number % 3])
        for text in range(number):
            channel.say(f"c{number:02}", f"text {text}")
    channel.lists["managers"] = [{"id": "301", "name": "Mio"}]
    channel.lists["bots"] = [{"id": "801", "name": "bot"}]
    with serving(channel) as url:
        yield Desk(Home.init(tmp_path / "home", sample=False), channel, url, FakeClock())


def test_a_first_pull_has_everything(desk: Desk) -> None:
    found = desk.pull()
    desk.hold_all()
    held = desk.held()
    assert held["channel"]["90001"]["timeZone"] == "Asia/Tokyo"
    assert held["managers"] == {"301": {"id": "301", "name": "Mio"}}
    assert len(held["users"]) == 12
    assert (found.chats, found.messages, found.skipped) == (12, 66, [])
    assert found.calls == len(desk.channel.calls) == 1 + 4 + 6 + 12


def test_a_second_pull_asks_for_no_messages_and_writes_nothing(desk: Desk) -> None:
    desk.pull()
    files = set(desk.home.path.rglob("*.gz"))
    before = len(desk.channel.calls)
    found = desk.pull()
    assert (found.chats, found.messages) == (0, 0)
    assert set(desk.home.path.rglob("*.gz")) == files
    assert len(desk.channel.calls) - before == 1 + 4 + 6


def test_of_a_changed_chat_the_new_messages_are_read(desk: Desk) -> None:
    desk.pull()
    for number in range(600):
        desk.channel.say("c03", f"more {number}")
    desk.channel.say("c04", "one more")
    before = len(desk.channel.calls)
    found = desk.pull()
    desk.hold_all()
    asked = [path for path, _ in desk.channel.calls[before:] if path.endswith("/messages")]
    assert asked == ["/open/v5/user-chats/c03/messages"] * 2 + ["/open/v5/user-chats/c04/messages"]
    assert found.chats == 2


def test_statistics_that_are_made_again_are_kept_but_no_reason_to_read_messages(desk: Desk) -> None:
    desk.pull()
    desk.channel.chats["c02"] |= {"updatedAt": desk.channel.now + 1, "version": desk.channel.now + 1, "replyCount": 7}
    found = desk.pull()
    desk.hold_all()
    assert (found.chats, found.messages) == (0, 0)


def test_a_late_tag_on_a_closed_chat_is_found_by_a_walk_through_all(desk: Desk) -> None:
    for number in range(1200):
        desk.channel.chat(f"old{number:04}", "closed")
    desk.channel.now += 2 * 24 * 3_600_000
    for number in range(600):
        desk.channel.chat(f"new{number:04}", "closed")
    desk.pull()
    desk.channel.now += 3_600_000
    desk.channel.chats["old0000"] |= {"tags": ["late"]}
    calls = desk.pull().calls
    assert desk.held()["userChats"]["old0000"].get("tags") is None
    desk.channel.now += 25 * 3_600_000
    assert desk.pull().calls > calls
    desk.hold_all()


def test_an_older_server_without_some_states_ends_no_pull(desk: Desk) -> None:
    desk.channel.unknown_states = ("queued", "initial", "missed")
    found = desk.pull()
    desk.hold_all()
    assert len(found.skipped) == 3


def test_wrong_keys_are_refused_and_not_shown(desk: Desk) -> None:
    with pytest.raises(FaultError, match="refuses the access key") as caught:
        pull(desk.home, KeyPair("", "wrong-key", "s"), PullOptions(base_url=desk.url), desk.clock, lambda *_: None)
    assert "wrong-key" not in caught.value.message


def test_a_home_is_of_one_channel(desk: Desk) -> None:
    desk.pull()
    desk.channel.id = "90002"
    with pytest.raises(UsageError, match="the key is of channel 90002, not of 90001"):
        desk.pull()


def test_calls_stay_below_the_rate(desk: Desk) -> None:
    for number in range(1500):
        desk.channel.chat(f"many{number:04}", "closed")
    started = desk.clock.at = desk.channel.now / 1000
    found = desk.pull()
    assert found.calls >= 1500
    assert found.calls <= 550 + 8 * (desk.clock.at - started) + 1
    assert found.waited > 100
