"""Any sequence of changes and pulls against one walk through all at the end, in raw.duckdb.

What the API cannot show is left out: deleted chats stay, and a message that is edited after it was read keeps its old
text, unless its chat has something new or `--full` reads it again.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from direct_client import KilledError, direct
from fake_channel import ACCESS, MIO, SECRET, FakeChannel
from fake_clock import FakeClock
from wh.calling.keys import KeyPair
from wh.engine.database import Database
from wh.errors import FaultError
from wh.fetching import pull as pulling
from wh.fetching.session import Pulled
from wh.home.home import Home
from wh.loading.load import load_files
from wh.reading.finding import find_files

STATES = ("opened", "snoozed", "closed", "closed", "queued")
HOUR = 3_600_000
Rows = dict[tuple[str, str], Any]


class Desk:
    """A channel that changes, and a home that is pulled into now and then."""

    def __init__(self, folder: Path, order: str) -> None:
        self.channel = FakeChannel(order=order, most=5)
        self.channel.lists["managers"] = [MIO]
        self.home = Home.init(folder / "home", sample=False)
        self.clock = FakeClock()
        self.edited: set[str] = set()
        self.new = 0

    def pull(self, home: Home | None = None, **options: Any) -> Pulled:
        how = {name: options.pop(name) for name in ("killed_at", "fails") if name in options}
        self.clock.at = max(self.clock.at, self.channel.now / 1000)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pulling, "Client", direct(self.channel, **how))
            patch.setattr("wh.fetching.session.MOST_CALLS", 10)
            keys = KeyPair("", ACCESS, SECRET)
            return pulling.pull(
                home or self.home, keys, pulling.PullOptions("", **options), self.clock, lambda *_: None
            )

    def happens(self, what: str, by: random.Random) -> None:
        """One thing, to a chat of chance."""
        chat = by.choice([*self.channel.chats]) if self.channel.chats else None
        if what == "opens" or chat is None:
            self.new += 1
            number = by.randrange(10)
            source = {"workflow": {"id": f"w{number}"}} if number < 3 else {}
            self.channel.chat(f"c{self.new:04}", by.choice(STATES), source=source, userId=f"u{by.randrange(50)}")
            self.channel.say(f"c{self.new:04}", "hello")
        elif what == "turns":
            self.channel.chat(chat, by.choice(STATES), closedAt=self.channel.now)
        elif what == "is tagged":
            self.channel.chats[chat] |= {"tags": [by.choice("abc")], "version": self.channel.now}
        elif what == "is counted again":
            self.channel.now += 1
            self.channel.chats[chat] |= {"replyCount": by.randrange(9), "version": self.channel.now}
        elif what == "goes on":
            for _ in range(by.choice([1, 1, 4, 12])):
                self.channel.say(chat, "more")
        elif what == "is edited" and (messages := self.channel.messages.get(chat)):
            message = by.choice(messages)
            message |= {"version": message["version"] + 1, "plainText": f"edited {by.random()}"}
            self.edited.add(message["id"])
        elif what == "is deleted":
            del self.channel.chats[chat]
            self.channel.messages.pop(chat, None)
        elif what == "loses its customer":
            user = self.channel.chats[chat]["userId"]
            if user not in self.channel.absent_users and by.random() < 0.5:
                self.channel.users[user] = {"id": user, "name": "あ", "version": 1}
            self.channel.absent_users.add(user)

    def pulls(self, how: str, by: random.Random) -> None:
        """A pull that may be disturbed; time has passed since the last one."""
        self.channel.now += by.choice([0, HOUR, 5 * HOUR, 30 * HOUR])
        ways: dict[str, dict[str, Any]] = {
            "pull": {},
            "killed": {"killed_at": by.randrange(1, 60)},
            "fails": {"fails": by.choice(["/messages", "/managers", "/user-chats", "/users/"])},
            "since": {"since": (self.channel.now - by.randrange(1, 40) * HOUR) / 1000},
            "full": {"is_full": True},
            "dry": {"is_dry": True},
            "expired": {},
        }
        self.channel.epoch += how == "expired"
        try:
            found = self.pull(**ways[how])
        except (KilledError, FaultError) as error:
            event(f"{how}: {type(error).__name__}")
        else:
            event(f"{how}: {'incomplete' if found.skipped else 'whole'}")


def rows(home: Home) -> Rows:
    """The newest version of every entity in raw.duckdb, by kind and id."""
    load_files(home.raw, find_files(["events"], home.path))
    found: Rows = {}
    with Database(home.raw, read_only=True) as database:
        for kind in ("user_chats", "messages", "users", "managers", "workflows", "channels"):
            query = f"""
                select * exclude (load_id, seq, content) from {kind}
                qualify row_number() over (partition by id order by version desc, load_id desc, seq desc) = 1
            """
            names, entities = database.table(query)
            at = names.index("id")
            found |= {(kind, row[at]): row for row in entities}
    return found


HAPPENS = ["opens", "opens", "opens", "turns", "turns", "is tagged", "is counted again", "goes on", "is edited"]
HAPPENS += ["is deleted", "loses its customer"]
PULLS = ["pull", "pull", "killed", "killed", "fails", "since", "full", "dry", "expired"]


@st.composite
def stories(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[str, int, int, list[tuple[str, int]], bool]:
    """The order of lists, chats of the first day, a seed, pulls with the things that happen before each, the last."""
    pulls = st.lists(st.tuples(st.sampled_from(PULLS), st.integers(0, 12)), min_size=1, max_size=8)
    order = st.sampled_from(["closedAt", "updatedAt", "random"])
    first = st.sampled_from([0, 3, 20, 60])
    return draw(order), draw(first), draw(st.integers(0, 2**32)), draw(pulls), draw(st.booleans())


def holds_what_one_walk_gives(story: tuple[str, int, int, list[tuple[str, int]], bool]) -> None:
    order, first, seed, pulls, is_full = story
    by = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), order)
        for _ in range(first):
            desk.happens("opens", by)
        for how, many in pulls:
            for _ in range(many):
                desk.happens(by.choice(HAPPENS), by)
            desk.pulls(how, by)
        desk.channel.now += 30 * HOUR
        last = desk.pull(is_full=is_full)
        assert not last.skipped
        walk = Home.init(Path(folder) / "walk", sample=False)
        desk.clock.at += 1
        desk.pull(walk)
        ours, theirs = rows(desk.home), rows(walk)
        unseen = set() if is_full else {("messages", id_) for id_ in desk.edited}
        assert {key: (ours.get(key), row) for key, row in theirs.items() if ours.get(key) != row}.keys() <= unseen
        gone = {id_ for kind, id_ in ours.keys() - theirs.keys() if kind == "user_chats"}
        assert not gone & desk.channel.chats.keys()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=stories())
def test_pulls_hold_what_one_walk_gives(story: tuple[str, int, int, list[tuple[str, int]], bool]) -> None:
    holds_what_one_walk_gives(story)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=stories())
def test_many_pulls_hold_what_one_walk_gives(story: tuple[str, int, int, list[tuple[str, int]], bool]) -> None:
    holds_what_one_walk_gives(story)
