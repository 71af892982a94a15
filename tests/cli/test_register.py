"""`wh listen --register`: the platform sends to us, and nobody sees the token."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import Command
from fake_channel import ACCESS, SECRET, FakeChannel, reply, serving
from wh.listening import listen as listening

PUBLIC = "https://desk.example.com/channel-talk"


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel(lists={"webhooks": [{"id": "9", "url": "https://other.example.com", "token": "f" * 32}]})


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


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The tokens with which the listener was started, which it is not here."""
    found: list[list[str]] = []

    def listen(_home: object, _address: object, tokens: list[str], _most: int) -> int:
        found.append(tokens)
        return 0

    monkeypatch.setattr(listening, "listen", listen)
    return found


def test_a_webhook_is_made_once_and_its_token_is_kept_and_not_shown(
    wh: Command, channel: FakeChannel, url: str, heard: list[list[str]]
) -> None:
    said = wh("listen", "--register", PUBLIC, "--base-url", url).err
    assert f"made a webhook for {PUBLIC}" in said
    again = wh("listen", "--register", PUBLIC, "--base-url", url).err
    assert f"found the webhook for {PUBLIC}" in again
    token = f"{1:032}"
    assert heard == [[token], [token]]
    assert token not in said + again
    assert len(channel.lists["webhooks"]) == 2
    made = channel.lists["webhooks"][1]
    assert made["apiVersion"] == "v5"
    assert "message.created.teamChat" not in made["scopes"]
    file = wh.home / "webhook.token"
    assert file.read_text("utf-8") == f"{token}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_webhook_on_a_later_page_is_found(
    wh: Command, channel: FakeChannel, url: str, heard: list[list[str]]
) -> None:
    channel.lists["webhooks"] = [
        {"id": str(number), "url": PUBLIC if number == 9 else "x", "token": f"t{number}"} for number in range(60)
    ]
    wh("listen", "--register", PUBLIC, "--base-url", url)
    assert heard == [["t9"]]


def test_a_webhook_that_is_blocked_is_told(wh: Command, channel: FakeChannel, url: str, heard: list[list[str]]) -> None:
    channel.lists["webhooks"][0] |= {"url": PUBLIC, "blocked": True}
    assert "the platform has blocked it" in wh("listen", "--register", PUBLIC, "--base-url", url).err
    assert heard == [["f" * 32]]


def test_making_one_is_not_tried_twice(wh: Command, channel: FakeChannel, url: str, heard: list[Any]) -> None:
    def fail(handler: Any) -> bool:
        if handler.command == "POST":
            reply(handler, 500, {})
        return bool(handler.command == "POST")

    channel.faults = [fail]
    said = wh.fails("listen", "--register", PUBLIC, "--base-url", url, code=1)
    assert "/open/v5/webhooks: no answer to 1 call (500)" in said
    assert sum("apiVersion" in fields for _, fields in channel.calls) == 1
    assert not heard
    assert not (wh.home / "webhook.token").exists()


def test_what_cannot_be_registered(wh: Command, url: str) -> None:
    words = ["listen", "--base-url", url, "--register"]
    assert "a public address begins with https://" in wh.fails(*words, "http://desk", code=2)
    said = wh.fails(*words, PUBLIC, code=2, WH_WEBHOOK_TOKEN="secret-token")
    assert "WH_WEBHOOK_TOKEN has another one" in said
    assert "secret-token" not in said
    assert "go together" in wh.fails(*words, PUBLIC, code=2, WH_ACCESS_KEY="")
