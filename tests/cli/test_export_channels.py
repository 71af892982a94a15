"""Several channels in one home: each owner has the chats of the channels in which they are one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import PASSWORD, Command, entries, webhook, write


@pytest.fixture
def shops(wh: Command) -> Command:
    """Channels 1 and 2 with a chat, a team and an owner each; 303 is an owner in both."""
    owners = [("301", "1"), ("302", "2"), ("303", "1"), ("303", "2")]
    staff = [{"id": id_, "channelId": channel, "role": "owner"} for id_, channel in owners]
    chats = [
        webhook({"id": f"c{n}", "channelId": n, "userId": f"u{n}", "version": 1, "teamId": "7"}, "userChat")
        for n in "12"
    ]
    channels = [{"channel": {"id": n, "name": f"Shop {n}", "timeZone": "UTC"}} for n in "12"]
    teams = [{"id": "7", "channelId": n, "name": f"Team {n}"} for n in "12"]
    wh("build", write("a.jsonl", {"managers": staff}, {"teams": teams}, *channels, *chats))
    return wh


def exported(wh: Command, *words: str) -> tuple[dict[str, list[dict[str, Any]]], str]:
    """The rows of each sheet, and what was said."""
    said = wh("export", "o.zip", "--reason", "x", "--format", "json", "--force", *words, WH_PASSWORD=PASSWORD).err
    return {name: json.loads(data) for name, data in entries(Path("o.zip")).items()}, said


def test_an_owner_of_one_channel_has_that_one_and_is_told(shops: Command) -> None:
    found, said = exported(shops, "--as", "301", "--report", "daily_volume")
    assert [chat["id"] for chat in found["user_chats.json"]] == ["c1"]
    for sheet in ("managers", "teams"):
        assert {row["channelId"] for row in found[f"{sheet}.json"]} == {"1"}
    assert {row["channel_id"] for row in found["daily_volume.json"]} <= {"1"}
    assert "note: left out are channels in which 301 is no owner: 2\n" in said


def test_an_owner_of_both_has_both_and_may_ask_for_one(shops: Command) -> None:
    found, said = exported(shops, "--as", "303")
    assert [chat["id"] for chat in found["user_chats.json"]] == ["c1", "c2"]
    assert "left out" not in said
    for word in ("2", "Shop 2"):
        found, said = exported(shops, "--as", "303", "--channel", word)
        assert [chat["id"] for chat in found["user_chats.json"]] == ["c2"]
        assert {row["channelId"] for row in found["teams.json"]} == {"2"}
        assert "filter: channels: " in said


def test_a_channel_of_others_is_refused_where_it_is_asked_for(shops: Command) -> None:
    said = shops.fails(
        "export", "o.zip", "--as", "301", "--reason", "x", "--channel", "2", code=1, WH_PASSWORD=PASSWORD
    )
    assert said.startswith("error: 301 is not an owner of channel 2\n")


def test_a_channel_that_is_not_there_is_an_error(shops: Command) -> None:
    said = shops.fails("export", "o.zip", "--as", "301", "--reason", "x", "--channel", "Shop1", code=2)
    assert said == "error: --channel Shop1: there is no such channel\nhint: did you mean Shop 1?\n"


def test_who_the_settings_name_has_all(shops: Command) -> None:
    (shops.home / "wh.toml").write_text('owners = ["301"]\n')
    found, said = exported(shops, "--as", "301")
    assert len(found["user_chats.json"]) == 2
    assert "left out" not in said
