"""`wh load` takes every form in which the platform's JSON lies on disk."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import AT, Command, ids, known, lines, message, webhook, write

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHAT = {"id": "c1", "channelId": "1", "userId": "u1", "state": "opened", "version": 3, "updatedAt": AT}
V5 = {**CHAT, "source": {"page": "https://a.example", "workflow": {"id": "w1"}, "supportBot": {"id": "s1"}}}
V4 = {**CHAT, "sourcePage": "https://a.example", "messengerType": "appLine", "supportBot": {"id": "s1"}}
ONE, TWO = webhook(message("m1")), webhook(message("m2"))
BOM = b"\xef\xbb\xbf"

ONE_DOCUMENT: dict[str, tuple[Any, dict[str, list[str]]]] = {
    "a page of chats": (
        {"prev": "x", "next": "y", "messages": [message("m1")], "sessions": [{"id": "z"}], "userChats": [V5]}
        | {"users": [{"id": "u1"}], "managers": [{"id": "301"}], "chatTags": [{"id": "t1", "name": "VIP"}]},
        {"messages": ["m1"], "user_chats": ["c1"], "users": ["u1"], "managers": ["301"], "chat_tags": ["t1"]},
    ),
    "a chat by its id": (
        {"userChat": V5, "user": {"id": "u1"}, "message": message("m1"), "session": {"id": "z"}}
        | {"chatTags": [{"id": "t1"}], "workflow": {"id": "w1"}, "supportBot": {"id": "s1"}},
        {"user_chats": ["c1"], "users": ["u1"], "messages": ["m1"], "workflows": ["w1"], "support_bots": ["s1"]},
    ),
    "a page of messages": (
        {"next": "y", "messages": [message("m1"), message("m2")], "bots": [{"id": "801"}]},
        {"messages": ["m1", "m2"], "bots": ["801"]},
    ),
    "a page of managers": ({"managers": [{"id": "301"}, {"id": "302"}]}, {"managers": ["301", "302"]}),
    "a page of bots": ({"bots": [{"id": "801"}]}, {"bots": ["801"]}),
    "a page of tags": ({"chatTags": [{"id": "t1"}]}, {"chat_tags": ["t1"]}),
    "the channel": ({"channel": {"id": "1", "timeZone": "Asia/Tokyo"}}, {"channels": ["1"]}),
    "a list of teams": ({"teams": [{"id": "701", "managerIds": ["301"]}]}, {"teams": ["701"]}),
    "a list of workflows": ({"workflows": [{"id": "w1"}]}, {"workflows": ["w1"]}),
    "a list of support bots": ({"supportBots": [{"id": "s1"}]}, {"support_bots": ["s1"]}),
    "a webhook": (
        webhook(message(), userChat=CHAT, user={"id": "u1"}, manager={"id": "301"}, bot={"id": "801"}),
        {"messages": ["m1"], "user_chats": ["c1"], "users": ["u1"], "managers": ["301"], "bots": ["801"]},
    ),
}


@pytest.mark.parametrize("form", ONE_DOCUMENT)
def test_every_form_of_document_is_understood(wh: Command, form: str) -> None:
    document, kinds = ONE_DOCUMENT[form]
    Path("events.json").write_text(json.dumps(document), "utf-8")
    assert " 0 rejected" in wh("load", "events.json").err
    for kind, expected in kinds.items():
        assert ids(wh.raw(f"select id from raw.{kind} order by id")) == expected


def test_all_forms_may_stand_in_one_file(wh: Command) -> None:
    write("events.jsonl", *(document for document, _ in ONE_DOCUMENT.values()))
    assert "17 new, 10 duplicate, 0 rejected" in wh("load", "events.jsonl").err


def test_profile_schemas_are_known_by_their_keys(wh: Command) -> None:
    write("schemas.json", {"profileSchemas": [{"key": "orderId", "name": "Order", "type": "string", "order": 1}]})
    wh("load", "schemas.json")
    assert wh.raw('select key, "order" from raw.profile_schemas') == [("orderId", 1)]


def test_the_type_of_a_webhook_is_read_in_any_case(wh: Command) -> None:
    write("a.jsonl", webhook(message(), "Message"), webhook(message("m2"), "MESSAGE"), webhook(CHAT, "UserChat"))
    assert "3 new" in wh("load", "a.jsonl").err


def test_any_word_for_the_event_is_accepted(wh: Command) -> None:
    words = ("push", "upsert", "update", "delete", "whatever")
    write("a.jsonl", *(webhook(message(f"m-{word}")) | {"event": word} for word in words))
    assert "5 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err


def test_leads_and_members_are_users(wh: Command) -> None:
    write("a.jsonl", *(webhook({"id": type_}, type_) for type_ in ("lead", "member", "user")))
    wh("load", "a.jsonl")
    assert ids(wh.raw("select id from raw.users order by id")) == ["lead", "member", "user"]


def test_an_entity_under_refers_without_a_version_is_partial(wh: Command) -> None:
    write("a.jsonl", webhook(message(), userChat={"id": "c1"}), webhook(message("m2"), userChat=CHAT))
    wh("load", "a.jsonl")
    assert ids(wh.raw("select partial from raw.user_chats order by seq")) == [True, False]


@pytest.mark.parametrize("shape", [V4, V5], ids=["v4", "v5"])
def test_both_versions_say_where_a_chat_came_from(wh: Command, shape: dict[str, Any]) -> None:
    write("a.jsonl", webhook(shape, "userChat"))
    wh("build", "a.jsonl")
    assert wh.built("select page, support_bot_id from main.user_chats") == [("https://a.example", "s1")]


def test_several_channels_stand_side_by_side(wh: Command) -> None:
    for channel in ("1", "2"):
        write(f"{channel}.jsonl", webhook(CHAT | {"id": f"c{channel}", "channelId": channel}, "userChat"))
    wh("build", "1.jsonl", "2.jsonl")
    assert wh.built("select id, channel_id from main.user_chats order by id") == [("c1", "1"), ("c2", "2")]


def test_an_array_of_documents_is_taken_apart(wh: Command) -> None:
    Path("a.json").write_text(json.dumps([ONE, TWO, {"userChats": [CHAT]}], indent=2), "utf-8")
    assert "3 new, 0 duplicate, 0 rejected" in wh("load", "a.json").err


@pytest.mark.parametrize("packed", [".gz", ".zst", ".GZ"])
def test_files_of_every_ending_are_read_packed_or_not(wh: Command, packed: str) -> None:
    pack = zstd.compress if packed == ".zst" else gzip.compress
    for number, ending in enumerate((".json", ".jsonl", ".ndjson")):
        write(f"plain{ending}", webhook(message(f"p{number}")))
        Path(f"packed{ending}{packed}").write_bytes(pack(lines(webhook(message(f"q{number}")))))
    assert "loaded 6 files (0 unchanged): 6 events, 6 new" in wh("load", ".").err


def test_a_folder_is_searched_to_its_depths(wh: Command) -> None:
    write("events/2025/04/a.jsonl", ONE)
    write("events/b.json", TWO)
    write("events/notes.txt", b"not ours")
    assert "loaded 2 files (0 unchanged): 2 events" in wh("load", "events").err


@pytest.mark.parametrize("pattern", ["events/2025-*.jsonl", "events/*", "**/*.jsonl", "{absolute}/events/*.jsonl"])
def test_a_glob_names_files(wh: Command, pattern: str) -> None:
    write("events/2025-04.jsonl", ONE)
    write("events/2025-05.jsonl", TWO)
    assert "loaded 2 files" in wh("load", pattern.format(absolute=Path.cwd())).err


def test_a_file_that_is_named_twice_is_read_once(wh: Command) -> None:
    write("a.jsonl", ONE, TWO)
    assert "loaded 1 file (0 unchanged): 2 events" in wh("load", "a.jsonl", "a.jsonl", "*.jsonl").err


def test_standard_input_is_read(wh: Command) -> None:
    assert "2 new" in wh("load", "-", stdin=lines(ONE, TWO)).err


def test_standard_input_stands_beside_files(wh: Command) -> None:
    write("a.jsonl", ONE)
    assert "loaded 2 files (0 unchanged): 2 events, 2 new" in wh("load", "a.jsonl", "-", stdin=lines(TWO)).err


def test_empty_standard_input_holds_nothing(wh: Command) -> None:
    assert "0 events" in wh("load", "-").err


@pytest.mark.parametrize("data", [b"", b"\n\n \n"], ids=["nothing", "blank lines"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_empty_file_is_no_fault(wh: Command, name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    assert "loaded 1 file (0 unchanged): 0 events, 0 new, 0 duplicate, 0 rejected" in wh("load", name).err


@pytest.mark.parametrize("document", [[], {"messages": [], "userChats": []}], ids=["a list", "a page"])
def test_an_empty_list_is_no_fault(wh: Command, document: Any) -> None:
    Path("a.json").write_text(json.dumps(document), "utf-8")
    assert "0 events, 0 new, 0 duplicate, 0 rejected" in wh("load", "a.json").err


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_byte_order_mark_is_passed_over(wh: Command, name: str) -> None:
    Path(name).write_bytes(BOM + lines(ONE, TWO))
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", name).err


def test_a_byte_order_mark_before_a_pretty_object_is_passed_over(wh: Command) -> None:
    Path("a.json").write_bytes(BOM + json.dumps(ONE, indent=2).encode())
    assert "1 new, 0 duplicate, 0 rejected" in wh("load", "a.json").err


def test_a_pretty_printed_object_is_one_document(wh: Command) -> None:
    Path("a.json").write_text(json.dumps(ONE, indent=4), "utf-8")
    assert "1 event, 1 new" in wh("load", "a.json").err


def test_a_last_line_needs_no_end(wh: Command) -> None:
    Path("a.jsonl").write_bytes(lines(ONE, TWO)[:-1])
    wh("load", "a.jsonl")
    assert known(wh) == ["m1", "m2"]


def test_blank_lines_are_counted_but_hold_nothing(wh: Command) -> None:
    write("a.jsonl", b"", ONE, b"  ", b"{nope", b"", TWO)
    assert "2 new, 0 duplicate, 1 rejected" in wh("load", "a.jsonl").err
    assert wh.raw("select line from raw.rejects") == [(4,)]


def test_of_duplicate_keys_one_counts(wh: Command) -> None:
    write("a.jsonl", b'{"type":"message","type":"message",' + lines(ONE)[1:-1], TWO)
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err


def test_a_long_line_in_a_packed_file_is_kept(wh: Command) -> None:
    data = lines(ONE, webhook(message("long", plainText="x" * 3_000_000)), TWO)
    Path("a.jsonl.gz").write_bytes(gzip.compress(data))
    assert "3 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl.gz").err


def test_an_array_after_a_byte_order_mark_is_loaded_whole(wh: Command) -> None:
    Path("a.json").write_bytes(BOM + json.dumps([webhook(message("m1")), webhook(message("m2"))]).encode())
    wh("load", "a.json")
    assert known(wh) == ["m1", "m2"]


def test_a_missing_file_keeps_the_others_from_being_loaded(wh: Command) -> None:
    write("a.jsonl", ONE)
    wh.fails("load", "a.jsonl", "missing.jsonl", code=2)
    assert known(wh) == []


@pytest.mark.parametrize("name", ["missing.jsonl", "missing/*.jsonl", "[", "missing/folder/"])
def test_a_pattern_that_names_nothing_is_an_error(wh: Command, name: str) -> None:
    assert f"no such file or folder: {name}" in wh.fails("load", name, code=2)


@pytest.mark.parametrize("folder", ["type=user", "type=lead", "channel=90001", "message=x", "entity=x", "filename=x"])
@pytest.mark.parametrize("document", [ONE, {"messages": [message("m1")]}], ids=["a webhook", "a page"])
def test_a_folder_named_like_a_key_changes_no_document(wh: Command, folder: str, document: Any) -> None:
    write(f"lake/{folder}/year=2025/a.jsonl", document)
    assert "1 new, 0 duplicate, 0 rejected" in wh("load", "lake").err
    assert known(wh) == ["m1"]
    assert wh.raw("select count(*) from raw.users") == [(0,)]
