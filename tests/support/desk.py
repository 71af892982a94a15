"""A home, and the fake channel that it pulls from."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from fake_channel import ACCESS, BOT, MIO, SECRET, FakeChannel, reply, serving
from fake_clock import FakeClock
from wh.calling.keys import KeyPair
from wh.fetching.ledger import State, state
from wh.fetching.pull import PullOptions, pull
from wh.fetching.session import Pulled
from wh.home.home import Home

Handler = BaseHTTPRequestHandler
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

    def ledger_says(self) -> State:
        """What is known of the channel."""
        return state(self.home.path / "pull" / "90001.sqlite")

    def where(self, is_meant: Callable[[str, dict[str, str]], bool], act: Callable[[Handler], object]) -> None:
        """Calls that are meant go wrong from now on."""

        def fault(handler: Handler) -> bool:
            is_struck = is_meant(*self.channel.calls[-1])
            if is_struck:
                act(handler)
            return is_struck

        self.channel.faults = [fault]

    def stops_after(self, calls: int) -> Callable[[Handler], bool]:
        """A fault: after so many calls from now the keys are refused."""
        last = len(self.channel.calls) + calls

        def refuse(handler: Handler) -> bool:
            if len(self.channel.calls) <= last:
                return False
            reply(handler, 401, {"message": "no"})
            return True

        return refuse


@contextmanager
def a_desk(folder: Path) -> Iterator[Desk]:
    """One with twelve chats, of which the last has eleven messages."""
    channel = FakeChannel()
    for number in range(12):
        channel.chat(f"c{number:02}", ["opened", "snoozed", "closed"][number % 3])
        for text in range(number):
            channel.say(f"c{number:02}", f"text {text}")
    channel.lists["managers"] = [MIO]
    channel.lists["bots"] = [BOT]
    with serving(channel) as url:
        yield Desk(Home.init(folder / "home", sample=False), channel, url, FakeClock())


def broken(handler: Handler) -> None:
    """An answer that may be better next time."""
    reply(handler, 503, {"message": "later"})
