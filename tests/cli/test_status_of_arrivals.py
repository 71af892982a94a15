"""`wh status` on what comes in by itself: how complete it is, and what to do next."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from conftest import Command
from fake_channel import ACCESS, SECRET, FakeChannel, reply, serving

DAY = 86_400


@pytest.fixture
def channel() -> FakeChannel:
    made = FakeChannel(now=(int(time.time()) // DAY - 10) * DAY * 1000 + DAY * 500)  # noon, ten days ago
    for number in range(4):
        made.chat(f"c{number}", "closed", teamId="7")
        made.say(f"c{number}", "hello")
        made.now += DAY * 1000
    return made


@pytest.fixture
def wh(wh: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The commands, with an access key in the environment."""
    monkeypatch.setenv("WH_ACCESS_KEY", ACCESS)
    monkeypatch.setenv("WH_ACCESS_SECRET", SECRET)
    return wh


@pytest.fixture
def url(channel: FakeChannel) -> Iterator[str]:
    with serving(channel) as address:
        yield address


def told(wh: Command) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(wh("status", "--json").out)
    return found


def hints(wh: Command) -> list[str]:
    return [line.removeprefix("hint: ") for line in wh("status").out.splitlines() if line.startswith("hint: ")]


def test_a_home_that_nothing_was_pulled_into_says_so(desk: Command) -> None:
    assert "nothing was pulled from the platform: `wh pull` does, with an access key; docs/pull.md" in hints(desk)


def test_after_a_pull_the_next_thing_is_a_build(wh: Command, channel: FakeChannel, url: str) -> None:
    wh("pull", "--base-url", url)
    (pulled,) = told(wh)["pulls"]
    assert (pulled["channel_id"], pulled["chats"], pulled["chats_not_read"]) == (channel.id, 4, 0)
    assert hints(wh) == ["nothing was loaded yet: `wh build` loads and builds"]
    wh("build", str(wh.home / "events"))
    assert hints(wh) == ["the name of team 7 is not known; reports show its id, until a list of teams is loaded"]


def test_what_a_pull_could_not_read_is_told(wh: Command, channel: FakeChannel, url: str) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> bool:
        if is_struck := "/c2/messages" in channel.calls[-1][0]:
            reply(handler, 200, b"{")
        return is_struck

    channel.faults = [broken]
    channel.lists["webhooks"] = [{"id": "1", "name": "ours", "blocked": True}]
    day = datetime.fromtimestamp(channel.now / 1000 - 3.5 * DAY, UTC)
    wh("pull", "--base-url", url, "--since", f"{day:%Y-%m-%d}", code=1)
    (pulled,) = told(wh)["pulls"]
    assert (pulled["pulled_at"], pulled["closed_since"]) == (None, f"{day:%Y-%m-%d} 00:00:00")
    assert str(pulled["skipped"]).startswith("/open/v5/user-chats/c2/messages: no answer")
    assert hints(wh)[:3] == [
        "the platform has blocked the webhook ours: unblock it in its settings; `wh pull` reads what it did not send",
        "channel 90001 has chats that are not read yet, 1 of 3: `wh pull` goes on",
        f"chats of channel 90001 that were closed before {day:%Y-%m-%d} 00:00:00 are not there: `wh pull` without "
        "--since reads them",
    ]


def test_a_pull_of_long_ago_is_told(wh: Command, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wh("pull", "--base-url", url)
    later = time.time() + 3 * DAY
    monkeypatch.setattr(time, "time", lambda: later)
    assert "`wh pull --build`, by a timer" in hints(wh)[0]


def test_webhooks_of_the_last_day_are_counted(wh: Command) -> None:
    for day, bodies in (("2026-01-02", 5), ("2026-01-03", 3)):
        folder = wh.home / "events" / "webhooks" / day
        folder.mkdir(parents=True)
        (folder / "101112-1.jsonl").write_bytes(b"{}\n" * bodies)
    (folder / ".101212-2.jsonl").write_bytes(b"{}\n" * 2)
    (received,) = told(wh)["webhooks"]
    assert (received["day"], received["bodies_of_the_day"]) == ("2026-01-03", 5)
