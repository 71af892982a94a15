"""Values that are not as the platform writes them: read where their meaning is plain, else told with the field's name.

Each test runs twice: the file read by the engine, and by Python.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import AT, Command, ids, message, rejected, webhook, write

CHAT = {"id": "c1", "channelId": "1", "version": 1}


@pytest.fixture(autouse=True, params=["engine", "python"])
def _reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "engine":
        monkeypatch.setattr("wh.reading.sources.SMALL", 0)


def chat(id_: str = "c1", **fields: Any) -> dict[str, Any]:
    return webhook(CHAT | {"id": id_} | fields, "userChat")


def kept(wh: Command, expression: str, kind: str = "user_chats") -> list[Any]:
    """The values of an expression, in the order of the documents."""
    return ids(wh.raw(f"select {expression} from raw.{kind} order by seq"))


INSTANTS: list[tuple[Any, int | None]] = [
    (AT, AT),
    (str(AT), AT),
    (1.7435e12, AT),
    ("2025-04-01T09:33:20Z", AT),
    ("2025-04-01T09:33:20.000Z", AT),
    ("2025-04-01t09:33:20z", AT),
    ("2025-04-01T18:33:20+09:00", AT),
    ("2025-04-01 05:03:20.007-04:30", AT + 7),
    ("2025-04-01T09:33:20.123456789Z", AT + 123),
    ("", None),
    ({}, None),
    ([], None),
    (None, None),
]


def test_an_instant_is_read_in_every_way_it_is_written(wh: Command) -> None:
    written = list(enumerate(value for value, _ in INSTANTS))
    chats = [chat(f"c{number}", openedAt=value) for number, value in written]
    calls = [webhook(message(f"m{number}", meet={"call": {"engagedAt": value}})) for number, value in written]
    write("a.jsonl", *chats, *calls)
    assert f"{2 * len(written)} new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    read = [value for _, value in INSTANTS]
    assert kept(wh, '"openedAt"') == read
    assert kept(wh, "meet.call.engagedAt", "messages") == read


def test_what_is_no_instant_is_told(wh: Command) -> None:
    written = ["soon", "2025-04-01", "2025-04-01T09:33:20", "2025-13-01T00:00:00Z", "2025-04-01T09:33:60Z", True, [AT]]
    written += [{"a": 1}]
    forms = [webhook(message(form={"submittedAt": value})) for value in written]
    write("a.jsonl", *(chat(openedAt=value) for value in written), *forms)
    wh("load", "a.jsonl", code=1)
    reasons = ["openedAt is not an instant"] * len(written) + ["form.submittedAt is not an instant"] * len(written)
    assert rejected(wh) == list(enumerate(reasons, 1))


def test_a_list_may_be_its_only_element(wh: Command) -> None:
    written: list[Any] = ["VIP", 7, ["a", 2], ""]
    chats = [chat(f"c{number}", tags=value) for number, value in enumerate(written)]
    logs = [{"action": "addTags", "values": value} for value in written]
    write("a.jsonl", *chats, *(webhook(message(f"m{number}", log=log)) for number, log in enumerate(logs)))
    assert "0 rejected" in wh("load", "a.jsonl").err
    read = [["VIP"], ["7"], ["a", "2"], None]
    assert kept(wh, "tags") == read
    assert kept(wh, "log.values", "messages") == read


UNREADABLE: list[tuple[Any, str]] = [
    (chat(version="v3"), "version is not a whole number"),
    (chat(waitingTime="12 min"), "waitingTime is not a whole number"),
    (chat(replyCount=[1]), "replyCount is not a whole number"),
    (chat(tags={"VIP": True}), "tags is not a list of texts"),
    (chat(tags=[{"name": "VIP"}]), "tags is not a list of texts"),
    (chat(managerIds=[["301"]]), "managerIds is not a list of texts"),
    (chat(state=["closed"]), "state is not a text"),
    (chat(assigneeId={"id": "301"}), "assigneeId is not a text"),
    (chat(source="web"), "source is not an object"),
    (chat(source=[1]), "source is not an object"),
    (chat(source={"workflow": 5}), "source.workflow is not an object"),
    (chat(source={"other": {"workflow": {}}, "workflow": 5}), "source.workflow is not an object"),
    (chat(source={"workflow": {"id": [1]}}), "source.workflow.id is not a text"),
    (chat(supportBot={"sectionPath": [{"a": 1}]}), "supportBot.sectionPath is not a list of texts"),
    (webhook(message(form={"inputs": "x"})), "form.inputs is not a list of objects"),
    (webhook(message(form={"inputs": [5]})), "form.inputs is not a list of objects"),
    ({"user": {"id": "u1", "blocked": "perhaps"}}, "blocked is not true or false"),
    ({"user": {"id": "u1", "web": {"sessionsCount": "many"}}}, "web.sessionsCount is not a whole number"),
    (
        {"channel": {"id": "1", "operationTimeRanges": [{"dayOfWeeks": ["mon"], "from": "09:00"}]}},
        "operationTimeRanges.from is not a whole number",
    ),
    (
        {"channel": {"id": "1", "operationTimeRanges": [{"dayOfWeeks": {"mon": 1}}]}},
        "operationTimeRanges.dayOfWeeks is not a list of texts",
    ),
    ({"messages": [message(), "m2"]}, "a message that is not an object"),
    ({"messages": [message()], "users": {"id": "u1"}}, "users is not a list"),
    ({"messages": [message()], "user": "u1"}, "user is not an object"),
    (webhook(message(), user="u1"), "refers.user is not an object"),
    (webhook(message()) | {"refers": "u1"}, "refers is not an object"),
    ({"userChats": [{"id": "c1", "created_at": AT}]}, "created_at should be createdAt"),
    (webhook({"id": "u1", "channel_id": "1"}, "user"), "channel_id should be channelId"),
]


def test_a_field_that_cannot_be_read_is_named(wh: Command) -> None:
    write("a.jsonl", *(document for document, _ in UNREADABLE), chat("good", version=2))
    assert f"{len(UNREADABLE)} rejected" in wh("load", "a.jsonl").err
    assert rejected(wh) == [(line, reason) for line, (_, reason) in enumerate(UNREADABLE, 1)]
    assert kept(wh, "id") == ["good"]


EMPTY: list[Any] = [{}, [], None]


@pytest.mark.parametrize("nothing", EMPTY)
def test_an_empty_object_or_list_is_no_value_in_every_field(wh: Command, nothing: Any) -> None:
    fields = [name for name, _ in wh.raw("select column_name, 1 from duckdb_columns() where table_name = 'user_chats'")]
    filled = {name: nothing for name in fields if name not in ("load_id", "seq", "partial", "content", "id")}
    write("a.jsonl", webhook({"id": "c1", **filled}, "userChat", user=nothing) | {"user": nothing, "users": nothing})
    assert "1 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    (row,) = wh.raw("select * exclude (load_id, seq, partial, content, id) from raw.user_chats")
    assert all(not value or value in ("{}", "[]") or not any(value.values()) for value in row)


def test_a_text_that_looks_like_json_is_a_text(wh: Command) -> None:
    texts = ["[]", "{}", "[1, 2]", '{"a": 1}', "[画像]", "{", "null", ""]
    messages = [webhook(message(f"m{number}", plainText=text)) for number, text in enumerate(texts)]
    write("a.jsonl", *messages, *(chat(f"c{number}", name=text) for number, text in enumerate(texts)))
    assert f"{2 * len(texts)} new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    assert kept(wh, '"plainText"', "messages") == texts
    assert kept(wh, "name") == texts


NAMES = '"name":"first","name":"last"'
TWICE = [  # a document, and where "last" is to be found
    ('{"type":"message","type":"userChat","entity":{"id":"c1","name":"last"}}', "name"),
    ('{"type":"userChat","entity":{"id":"c0"},"entity":{"id":"c1","name":"last"}}', "name"),
    (f'{{"type":"userChat","entity":{{"id":"c1",{NAMES}}}}}', "name"),
    (f'{{"userChats":[{{"id":"c1",{NAMES}}}]}}', "name"),
    (f'{{"type":"message","refers":{{"userChat":{{"id":"c1",{NAMES}}}}}}}', "name"),
    ('{"refers":{"userChat":{"id":"c0"},"userChat":{"id":"c1","name":"last"}}}', "name"),
    ('{"userChat":{"id":"c1","source":{"page":"first","page":"last"}}}', "source.page"),
    ('{"userChat":{"id":"c1","source":{"workflow":{"id":"first","id":"last"}}}}', "source.workflow.id"),
    (f'{{"userChat":{{"id":"c1","profile":{{{NAMES}}}}}}}', "profile->>'name'"),
    (f'{{"userChat":{{"id":"c1","profile":{{"a":{{{NAMES}}}}}}}}}', "profile->>'$.a.name'"),
    (r'{"userChat":{"id":"c1","description":"half \ud83d","name":"first","name":"last"}}', "name"),
]


def test_of_equal_keys_the_last_counts(wh: Command) -> None:
    documents = [document.replace('"c1"', f'"c{number}1"') for number, (document, _) in enumerate(TWICE)]
    write("a.jsonl", *(document.encode() for document in documents), webhook(message()))
    assert f"{len(TWICE) + 1} new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    for number, (document, where) in enumerate(TWICE):
        assert wh.raw(f"select {where} from raw.user_chats where id = 'c{number}1'") == [("last",)], document


def test_a_value_that_was_mended_keeps_its_place_in_the_order(wh: Command) -> None:
    states = [{"id": "7", "name": name} for name in ("one \ud83d", "two")]
    write("a.jsonl", *(json.dumps({"teams": [state]}).encode() for state in states))
    wh("load", "a.jsonl")
    assert wh.raw("select name from raw.teams order by seq") == [("one \ufffd",), ("two",)]
