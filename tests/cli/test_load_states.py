"""What was loaded last wins where versions do not decide, and what is known already adds nothing."""

from __future__ import annotations

import json
import os
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import Any

import pytest

from conftest import AT, Command, ids, webhook, write

KINDS = {"teams": "name", "managers": "name", "channels": "timeZone", "bots": "name", "chatTags": "name"}


def load(wh: Command, name: str, *states: Any) -> str:
    write(name, *states)
    return wh("load", name).err


def team(name: str) -> dict[str, Any]:
    return {"teams": [{"id": "7", "channelId": "1", "name": name}]}


@pytest.mark.parametrize("key", KINDS)
def test_a_list_can_go_back_to_what_it_was(wh: Command, key: str) -> None:
    for number, value in enumerate(("Asia/Tokyo", "Asia/Seoul", "Asia/Tokyo")):
        load(wh, f"{number}.jsonl", {key: [{"id": "7", "channelId": "1", KINDS[key]: value}]})
    kind = {"chatTags": "chat_tags"}.get(key, key)
    assert wh.raw(f'select "{KINDS[key]}" from raw.{kind} order by seq desc limit 1') == [("Asia/Tokyo",)]


def test_within_a_file_too(wh: Command) -> None:
    assert "3 new, 0 duplicate" in load(wh, "a.jsonl", team("A"), team("B"), team("A"))
    assert "3 new" not in load(wh, "b.jsonl", team("A"), team("B"), team("A"))
    wh("build")
    assert wh.built("select name from teams") == [("A",)]


def test_a_growing_file_with_every_state_adds_its_new_part_only(wh: Command) -> None:
    names = ["A", "B", "A", "C", "B", "B", "A"]
    for length in range(1, len(names) + 1):
        load(wh, "a.jsonl", *map(team, names[:length]))
        before = wh.raw("select count(*) from raw.teams")
        os.utime("a.jsonl", (length, length))
        wh("load", "a.jsonl")
        assert wh.raw("select count(*) from raw.teams") == before
    wh("build")
    assert wh.built("select name from teams") == [("A",)]


@pytest.mark.parametrize("version", [{}, {"version": 3}, {"version": 3, "updatedAt": AT}])
def test_a_state_of_the_same_version_too(wh: Command, version: dict[str, int]) -> None:
    for number, name in enumerate("ABA"):
        load(wh, f"{number}.jsonl", webhook({"id": "c1", "name": name, **version}, "userChat"))
    assert wh.raw("select name from raw.user_chats order by seq") == [("A",), ("B",), ("A",)]


def test_the_same_id_in_another_channel_is_another_team(wh: Command) -> None:
    for number, channel in enumerate("1212"):
        said = load(wh, f"{number}.jsonl", {"teams": [{"id": "7", "channelId": channel, "name": channel}]})
    assert "0 new, 1 duplicate" in said


def test_an_older_version_adds_nothing(wh: Command) -> None:
    for number, (name, version) in enumerate((("A", 1), ("B", 2), ("A", 1))):
        said = load(wh, f"{number}.jsonl", webhook({"id": "c1", "name": name, "version": version}, "userChat"))
    assert "0 new, 1 duplicate" in said


@pytest.mark.parametrize("split", [[4], [1, 1, 1, 1], [1, 3]], ids=str)
def test_however_states_are_split_into_loads_the_last_wins(wh: Command, split: list[int]) -> None:
    teams = ["".join(names) for names in product("AB", repeat=4)]  # the id of each is the names it has in turn
    for start, end in pairwise(accumulate(split, initial=0)):
        states = [{"id": names, "channelId": "1", "name": name} for names in teams for name in names[start:end]]
        load(wh, f"{end}.json", {"teams": states})
    found = {names: ids(wh.raw(f"select name from raw.teams where id = '{names}' order by seq")) for names in teams}
    assert {names: states[-1] for names, states in found.items()} == {names: names[-1] for names in teams}
    assert {names: set(states) for names, states in found.items()} == {names: set(names) for names in teams}


def test_a_file_of_one_document_is_written_again_and_again(wh: Command) -> None:
    for name in "ABABB":
        Path("teams.json").write_text(json.dumps(team(name) | {"filler": " " * ord(name)}, indent=1), "utf-8")
        wh("load", "teams.json")
    assert wh.raw("select name from raw.teams order by seq desc limit 1") == [("B",)]
