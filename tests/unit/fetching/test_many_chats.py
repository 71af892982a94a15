"""A first pull of many chats asks for what there is, each thing once, and no faster than the platform allows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from direct_client import direct
from fake_channel import ACCESS, SECRET, FakeChannel
from fake_clock import FakeClock
from wh.calling.keys import KeyPair
from wh.fetching import pull as pulling
from wh.home.home import Home

CHATS, OPEN, WORKFLOWS, LONG = 100_000, 1_200, 20, 50
RATE = 10


@pytest.mark.slow
def test_a_hundred_thousand_chats_take_the_calls_of_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = FakeChannel()
    for number in range(CHATS):
        state = "opened" if number < OPEN else "closed"
        id_ = f"c{number:06}"
        channel.chat(id_, state, source={"workflow": {"id": f"w{number % WORKFLOWS}"}})
        for _ in range(600 if number < LONG else 1):
            channel.say(id_, "text")
    monkeypatch.setattr(pulling, "Client", direct(channel))
    home, clock = Home.init(tmp_path / "home", sample=False), FakeClock()
    clock.at = began = channel.now / 1000
    found = pulling.pull(home, KeyPair("", ACCESS, SECRET), pulling.PullOptions("", rate=RATE), clock, lambda *_: None)
    lists = 1 + 4 + 1
    pages = 3 + 4 + -(-(CHATS - OPEN) // 500)
    plan = lists + pages + CHATS + LONG + WORKFLOWS
    assert found.calls == len(channel.calls) == plan
    assert set(Counter((path, *fields.items()) for path, fields in channel.calls).values()) == {1}
    assert (found.chats, found.messages, found.skipped) == (CHATS, CHATS - LONG + 600 * LONG, [])
    burst = 500
    assert clock.at - began == pytest.approx((plan - pages - burst) / RATE, rel=0.02)
