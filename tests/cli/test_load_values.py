"""Values that are not as the platform writes them: read where their meaning is plain, else told with the field's name.

Each test runs twice: the file read by the engine, and by Python.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import AT, Command, message, rejected, webhook, write

CHAT = {"id": "c1", "channelId": "1", "version": 1}


@pytest.fixture(autouse=True, params=["engine", "python"])
def _reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "engine":
        monkeypatch.setattr("wh.reading.sources.SMALL", 0)


def chat(**fields: Any) -> dict[str, Any]:
    return webhook(CHAT | fields, "userChat")


def kept(wh: Command, expression: str, kind: str = "user_chats") -> Any:
    ((value,),) = wh.raw(f"select {expression} from raw.{kind}")
    return value


@pytest.mark.parametrize(
    ("written", "read"),
    [
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
    ],
)
def test_an_instant_is_read_in_every_way_it_is_written(wh: Command, written: Any, read: int | None) -> None:
    write("a.jsonl", chat(openedAt=written), webhook(message(meet={"call": {"engagedAt": written}})))
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    assert kept(wh, '"openedAt"') == read
    assert kept(wh, "meet.call.engagedAt", "messages") == read


@pytest.mark.parametrize(
    "written",
    ["soon", "2025-04-01", "2025-04-01T09:33:20", "2025-13-01T00:00:00Z", "2025-04-01T09:33:60Z", True, [AT], {"a": 1}],
)
def test_what_is_no_instant_is_told(wh: Command, written: Any) -> None:
    write("a.jsonl", chat(openedAt=written), webhook(message(form={"submittedAt": written})))
    wh("load", "a.jsonl", code=1)
    assert rejected(wh) == [(1, "openedAt is not an instant"), (2, "form.submittedAt is not an instant")]


@pytest.mark.parametrize(("written", "read"), [("VIP", ["VIP"]), (7, ["7"]), (["a", 2], ["a", "2"]), ("", None)])
def test_a_list_may_be_its_only_element(wh: Command, written: Any, read: list[str] | None) -> None:
    write("a.jsonl", chat(tags=written), webhook(message(log={"action": "addTags", "values": written})))
    assert "0 rejected" in wh("load", "a.jsonl").err
    assert kept(wh, "tags") == read
    assert kept(wh, "log.values", "messages") == read


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"version": "v3"}, "version is not a whole number"),
        ({"waitingTime": "12 min"}, "waitingTime is not a whole number"),
        ({"replyCount": [1]}, "replyCount is not a whole number"),
        ({"tags": {"VIP": True}}, "tags is not a list of texts"),
        ({"tags": [{"name": "VIP"}]}, "tags is not a list of texts"),
        ({"managerIds": [["301"]]}, "managerIds is not a list of texts"),
        ({"state": ["closed"]}, "state is not a text"),
        ({"assigneeId": {"id": "301"}}, "assigneeId is not a text"),
        ({"source": "web"}, "source is not an object"),
        ({"source": [1]}, "source is not an object"),
        ({"source": {"workflow": 5}}, "source.workflow is not an object"),
        ({"source": {"workflow": {"id": [1]}}}, "source.workflow.id is not a text"),
        ({"supportBot": {"sectionPath": [{"a": 1}]}}, "supportBot.sectionPath is not a list of texts"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(wh: Command, fields: dict[str, Any], reason: str) -> None:
    write("a.jsonl", chat(**fields), chat(version=2))
    assert "1 new, 0 duplicate, 1 rejected" in wh("load", "a.jsonl").err
    assert rejected(wh) == [(1, reason)]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
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
    ],
)
def test_so_is_one_deeper_down_or_around_the_entity(wh: Command, document: Any, reason: str) -> None:
    write("a.jsonl", document, webhook(message("good")))
    wh("load", "a.jsonl")
    assert rejected(wh) == [(1, reason)]


EMPTY: list[Any] = [{}, [], None]


@pytest.mark.parametrize("nothing", EMPTY)
def test_an_empty_object_or_list_is_no_value_in_every_field(wh: Command, nothing: Any) -> None:
    fields = [name for name, _ in wh.raw("select column_name, 1 from duckdb_columns() where table_name = 'user_chats'")]
    filled = {name: nothing for name in fields if name not in ("load_id", "seq", "partial", "content", "id")}
    write("a.jsonl", webhook({"id": "c1", **filled}, "userChat", user=nothing) | {"user": nothing, "users": nothing})
    assert "1 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    (row,) = wh.raw("select * exclude (load_id, seq, partial, content, id) from raw.user_chats")
    assert all(not value or value in ("{}", "[]") or not any(value.values()) for value in row)


@pytest.mark.parametrize("text", ["[]", "{}", "[1, 2]", '{"a": 1}', "[画像]", "{", "null", ""])
def test_a_text_that_looks_like_json_is_a_text(wh: Command, text: str) -> None:
    write("a.jsonl", webhook(message(plainText=text)), chat(name=text))
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    assert kept(wh, '"plainText"', "messages") == text
    assert kept(wh, "name") == text


NAMES = '"name":"first","name":"last"'


@pytest.mark.parametrize(
    ("document", "expression"),
    [
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
    ],
)
def test_of_equal_keys_the_last_counts(wh: Command, document: str, expression: str) -> None:
    write("a.jsonl", document.encode(), webhook(message()))
    assert "2 new, 0 duplicate, 0 rejected" in wh("load", "a.jsonl").err
    assert kept(wh, expression) == "last"


def test_a_value_that_was_mended_keeps_its_place_in_the_order(wh: Command) -> None:
    states = [{"id": "7", "name": name} for name in ("one \ud83d", "two")]
    write("a.jsonl", *(json.dumps({"teams": [state]}).encode() for state in states))
    wh("load", "a.jsonl")
    assert wh.raw("select name from raw.teams order by seq") == [("one \ufffd",), ("two",)]
