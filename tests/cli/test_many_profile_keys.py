"""A website's visitors may set any number of profile keys: no export fails for it, in no format."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import PASSWORD, Command, entries, webhook, write

KEYS = {f"key {number:04}": f"value {number}" for number in range(700)}


@pytest.fixture
def wide(wh: Command) -> Command:
    """A home with a chat and a customer of 700 profile keys each."""
    chat = {"id": "c1", "channelId": "1", "userId": "u1", "version": 1, "createdAt": 1_743_500_000_000, "profile": KEYS}
    owner = {"managers": [{"id": "301", "channelId": "1", "role": "owner"}]}
    user = {"id": "u1", "channelId": "1", "version": 1, "profile": KEYS}
    wh("build", write("a.jsonl", webhook(chat, "userChat"), webhook(user, "user"), owner))
    return wh


def together(row: dict[str, Any]) -> dict[str, str]:
    """The profile of a row: the keys that have a column, and those after the first 500, which share one."""
    apart = {key: row[f"profile.{key}"] for key in sorted(KEYS)[:500]}
    assert not any(f"profile.{key}" in row for key in sorted(KEYS)[500:])
    return {**apart, **json.loads(row["profile.(others)"])}


@pytest.mark.slow
@pytest.mark.parametrize("words", [["jsonl", "--mask"], ["both"], ["jsonl"], ["parquet"]], ids=" ".join)
def test_an_export_holds_every_key(wide: Command, words: list[str]) -> None:
    wide("export", "o.zip", "--as", "301", "--reason", "x", "--format", *words, WH_PASSWORD=PASSWORD)
    found = entries(Path("o.zip"))
    if words == ["both"]:
        for sheet in ("user_chats", "users"):
            (row,) = json.loads(found[f"{sheet}.json"])
            assert together(row) == KEYS
        book = openpyxl.load_workbook(io.BytesIO(found["o.xlsx"]))
        header, values = ([str(cell.value) for cell in line] for line in book["UserChat data"].rows)
        assert together(dict(zip(header, values, strict=True))) == KEYS
    elif "--mask" in words:
        (row,) = map(json.loads, found["users.jsonl"].decode().splitlines())
        assert row["profile.(others)"].startswith("person-")
    else:
        assert {"user_chats." + words[0], "users." + words[0]} <= found.keys()


def columns(wh: Command) -> set[str]:
    """The keys that have a column in the sheet of customers."""
    return {name for (name,) in wh.built("select key from profile_keys where entity = 'users' and not is_shared")}


@pytest.mark.slow
def test_the_most_used_keys_have_a_column_whenever_they_came(wide: Command) -> None:
    assert columns(wide) == set(sorted(KEYS)[:500])
    (wide.home / "wh.toml").write_text('profile_order = ["key 0600"]\n', "utf-8")
    other = {"id": "u2", "channelId": "1", "version": 1, "profile": {"key 0699": "x", "new": "y", "empty": None}}
    said = wide("build", write("b.jsonl", webhook(other, "user"), webhook({**other, "id": "u3"}, "user"))).err
    assert "everything is rebuilt" not in said
    assert columns(wide) == {*sorted(KEYS)[:498], "key 0699", "new"}  # the settings are of chats
    kept = wide.built("from profile_keys order by all")
    wide("build", "--full")
    assert wide.built("from profile_keys order by all") == kept
    chats = wide.built("select key from profile_keys where entity = 'user_chats' and not is_shared order by position")
    assert chats[0] == ("key 0600",)
