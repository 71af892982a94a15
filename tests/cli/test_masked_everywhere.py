"""Names, addresses and numbers in places where one does not look for them: tags, teams, paths, filters, keys."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from conftest import AT, PASSWORD, Command, entries, lines, message, webhook
from wh.exporting.mask import LEFT

USER = {"name": "田中 花子", "Email": "hanako@example.jp", "NAME": "Hanako Tanaka"}
STAFF = {"id": "301", "channelId": "1", "role": "owner", "name": "朝霧野 みお", "email": "mio@example.jp"}
SECRETS = ["田中", "花子", "hanako", "tanaka", "朝霧野", "みお", "mio@", "090-1234-5678", "09012345678"]
CHAT = {
    "id": "c1",
    "channelId": "1",
    "userId": "u1",
    "version": 1,
    "createdAt": AT,
    "teamId": "7",
    "tags": ["VIP/田中 花子", "担当/朝霧野", "返金"],
    "goalEventName": "call hanako@example.jp",
    "source": {
        "marketing": {"id": "for 花子", "type": "campaign"},
        "workflow": {"id": "w1", "sectionPath": ["start", "Hanako Tanaka"]},
        "supportBot": {"id": "s1", "sectionPath": ["花子さん"]},
    },
}


@pytest.fixture
def handed_over(wh: Command) -> dict[str, bytes]:
    """The entries of masked exports in all formats, with names in their reason and filter."""
    documents = [
        webhook({"id": "1", "timeZone": "Asia/Tokyo"}, "channel"),
        webhook({"id": "u1", "channelId": "1", "version": 1, "tags": ["花子"], "profile": USER}, "user"),
        webhook(STAFF, "manager"),
        webhook(CHAT, "userChat"),
        webhook(message("m1", plainText="田中です")),
        {"teams": [{"id": "7", "channelId": "1", "name": "朝霧野チーム"}]},
        {"bots": [{"id": "801", "channelId": "1", "name": "みおボット"}]},
        {"chatTags": [{"id": "t", "channelId": "1", "name": "担当/朝霧野", "description": "みお, 090-1234-5678"}]},
    ]
    wh("load", "-", stdin=lines(*documents))
    wh("build")
    words = [
        "--as",
        "301",
        "--reason",
        "asked by 朝霧野, mio@example.jp",
        "--tag",
        "VIP/田中 花子",
        "--mask",
        "--force",
    ]
    found: dict[str, bytes] = {}
    for form in ("json", "jsonl", "xlsx"):
        wh("export", "out.zip", *words, "--format", form, WH_PASSWORD=PASSWORD)
        found |= {f"{form} {name}": data for name, data in entries(Path("out.zip")).items()}
    with zipfile.ZipFile(io.BytesIO(found.pop("xlsx out.xlsx"))) as workbook:
        return found | {name: workbook.read(name) for name in workbook.namelist()}


def test_no_byte_of_a_name_is_handed_over_and_what_is_no_name_is_left(handed_over: dict[str, bytes]) -> None:
    for name, data in handed_over.items():
        text = data.decode("utf-8", "replace").lower()
        assert [secret for secret in SECRETS if secret in text] == [], name
    (chat,) = json.loads(handed_over["json user_chats.json"])
    assert [tag.partition("/")[0] for tag in chat["tags"]] == ["VIP", "担当", "返金"]
    assert json.loads(handed_over["json workflows.json"])[0]["sectionPath"][0] == "start"
    assert json.loads(handed_over["json teams.json"])[0]["name"].endswith("チーム")
    said = json.loads(handed_over["json manifest.json"])
    assert (said["export"]["masked"], said["export"]["internal notes"], said["export"]["made by"]) == (
        "yes",
        "no",
        "301",
    )
    assert said["export"]["reason"].startswith("asked by person-")
    assert said["filter"]["tags"].startswith("VIP/person-")


def test_a_label_shows_the_same_wherever_it_is(wh: Command) -> None:
    """A part of a name is hidden in it where all who have it are called so; else labels could not be counted."""
    names = {"u1": "田中 花子", "u2": "田中 太郎", "u3": "返金 次郎", "u4": "林 三郎"}
    tags = {"u1": ["VIP/田中", "返金"], "u2": ["VIP/田中", "返金"], "u3": ["返金"], "u4": ["返金", "友/田中 花子"]}
    every = [
        webhook({"id": "1", "timeZone": "Asia/Tokyo"}, "channel"),
        webhook(STAFF, "manager"),
        {"chatTags": [{"id": tag, "channelId": "1", "name": tag} for tag in ("VIP/田中", "返金", "友/田中 花子")]},
    ]
    for id_, name in names.items():
        every.append(webhook({"id": id_, "channelId": "1", "version": 1, "name": name}, "user"))
        every.append(webhook({**CHAT, "id": f"c-{id_}", "userId": id_, "tags": tags[id_], "source": {}}, "userChat"))
    wh("load", "-", stdin=lines(*every))
    wh("build")
    wh("export", "out.zip", "--as", "301", "--reason", "x", "--mask", "--format", "json", WH_PASSWORD=PASSWORD)
    held = {name: json.loads(data) for name, data in entries(Path("out.zip")).items()}
    shown = {chat["userId"]: chat["tags"] for chat in held["user_chats.json"]}
    assert shown["u1"] == shown["u2"]
    assert shown["u1"][0].startswith("VIP/person-")
    assert shown["u3"] == ["返金"]
    assert shown["u4"][1].startswith("友/person-")
    assert {row["name"] for row in held["user_chat_tags.json"]} == {tag for each in shown.values() for tag in each}


def test_a_member_id_is_no_part_of_another_number(wh: Command) -> None:
    said = ["¥100000, A10000", "member 10000!"]
    every = [
        webhook({"id": "u1", "channelId": "1", "version": 1, "memberId": "10000"}, "user"),
        webhook(STAFF, "manager"),
        webhook({**CHAT, "tags": [], "source": {}}, "userChat"),
        *(webhook(message(f"m{place}", plainText=text)) for place, text in enumerate(said)),
    ]
    wh("load", "-", stdin=lines(*every))
    wh("build")
    wh("export", "out.zip", "--as", "301", "--reason", "x", "--mask", "--format", "json", WH_PASSWORD=PASSWORD)
    first, second = (row["plainText"] for row in json.loads(entries(Path("out.zip"))["messages.json"]))
    assert first == said[0]
    assert second.startswith("member person-")


def test_the_screen_says_what_is_left(wh: Command) -> None:
    every = [webhook(STAFF, "manager"), webhook({**CHAT, "tags": []}, "userChat")]
    wh("load", "-", stdin=lines(*every))
    wh("build")
    words = ["export", "out.zip", "--as", "301", "--reason", "x", "--force"]
    assert LEFT not in wh(*words, WH_PASSWORD=PASSWORD).err
    said = wh(*words, "--mask", "--format", "json", WH_PASSWORD=PASSWORD).err
    manifest = json.loads(entries(Path("out.zip"))["manifest.json"])["masked"]
    assert [f"masked: {what}: {columns}" in said for what, columns in manifest.items()] == [True] * 5
    assert "beware" in manifest
    assert manifest["left in texts"] == LEFT
    assert {"users.name", "users.memberId", "managers.email"} <= set(manifest["replaced"].split(", "))
    assert {"messages.plainText", "user_chats.tags"} <= set(
        manifest["searched for names, numbers and addresses that are known"].split(", ")
    )
    assert "users.id" in manifest["left as they are"].split(", ")
