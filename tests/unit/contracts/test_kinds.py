"""The kinds of entity, as sql/raw/kinds.toml has them, and the types they are read with."""

from __future__ import annotations

import json

import pytest

from wh.contracts.kinds import OBJECT, OBJECTS, Field, Kind, document_types, kinds, webhook_types
from wh.engine.database import Database

NAMES = [kind.name for kind in kinds()]
PAIR = (Field("at", "INSTANT"), Field("y z", OBJECTS, (Field("k", "JSON"), Field("is", "BOOLEAN"))))


def kind(name: str) -> Kind:
    return next(each for each in kinds() if each.name == name)


def instants(fields: tuple[Field, ...]) -> set[str]:
    inside = (instants(field.fields) for field in fields)
    return {field.name for field in fields if field.type == "INSTANT"}.union(*inside)


def names(fields: tuple[Field, ...]) -> set[str]:
    return {field.name for field in fields}.union(*(names(field.fields) for field in fields))


def test_every_kind_that_raw_events_hold_is_known() -> None:
    assert {"messages", "user_chats", "users", "managers", "bots", "chat_tags", "channels", "teams"} < set(NAMES)
    assert {"workflows", "support_bots", "profile_schemas"} < set(NAMES)


def test_the_types_of_webhooks_are_in_lower_case() -> None:
    assert {"message", "userchat", "lead", "member"} < set(webhook_types())
    assert all(name == name.lower() for name in webhook_types())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_required_is_a_field(name: str) -> None:
    assert kind(name).required
    assert {"createdAt", "updatedAt", "version"} <= names(kind(name).fields)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_called_an_instant_is_one(name: str) -> None:
    assert {each for each in names(kind(name).fields) if each.endswith("At")} <= instants(kind(name).fields)


def test_fields_have_types_of_columns() -> None:
    assert Field("a", "BIGINT").sql_type == Field("a", "INSTANT").sql_type == "BIGINT"
    assert Field("a", OBJECT, PAIR).sql_type == 'STRUCT("at" BIGINT, "y z" STRUCT("k" JSON, "is" BOOLEAN)[])'


def test_fields_are_read_as_text_or_json() -> None:
    assert json.loads(Field("a", OBJECT, PAIR).items) == {"at": "VARCHAR", "y z": "JSON"}
    assert json.loads(PAIR[1].items) == [{"k": "JSON", "is": "VARCHAR"}]


def test_the_engine_knows_every_type_and_structure() -> None:
    with Database() as database:
        for each in kinds():
            for field in each.fields:
                assert database.value(f"select null::{field.sql_type}") is None
            assert database.value("select from_json('{}', ?)", [each.structure])
        structure = json.dumps(document_types())
        assert database.value("select from_json('{}', ?)", [structure]) == dict.fromkeys(document_types())
