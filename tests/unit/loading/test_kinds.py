"""The kinds of entity, as sql/raw/kinds.toml has them, and the types they are read with."""

from __future__ import annotations

import pytest

from wh.engine.database import Database
from wh.loading.kinds import Field, Kind, document_columns, kinds, webhook_types

NAMES = [kind.name for kind in kinds()]


def kind(name: str) -> Kind:
    return next(each for each in kinds() if each.name == name)


def test_every_kind_that_raw_events_hold_is_known() -> None:
    assert {"messages", "user_chats", "users", "managers", "bots", "chat_tags", "channels", "teams"} < set(NAMES)
    assert {"workflows", "support_bots", "profile_schemas"} < set(NAMES)


def test_the_types_of_webhooks_are_in_lower_case() -> None:
    assert {"message", "userchat", "lead", "member"} < set(webhook_types())
    assert all(name == name.lower() for name in webhook_types())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_required_and_what_is_an_instant_are_fields(name: str) -> None:
    fields = {field.name: field.shape for field in kind(name).fields}
    assert {field.name for field in kind(name).required} <= fields.keys()
    assert {"createdAt", "updatedAt", "version", "channelId"} - {"channelId"} <= fields.keys()
    assert {instant.name.partition(".")[0] for instant in kind(name).instants} <= fields.keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_field_called_an_instant_is_held_to_its_bounds(name: str) -> None:
    instants = {instant.name for instant in kind(name).instants}
    called = {field.name for field in kind(name).fields if field.name.endswith("At")}
    assert called <= instants or name == "profile_schemas"


def test_shapes_become_types() -> None:
    assert Field("a", "BIGINT").type == "BIGINT"
    assert Field("a", {"x": "VARCHAR", "y z": [{"k": "JSON"}]}).type == 'STRUCT("x" VARCHAR, "y z" STRUCT("k" JSON)[])'


@pytest.mark.parametrize("webhooks", [False, True])
def test_the_engine_knows_every_type(webhooks: bool) -> None:
    with Database() as database:
        for type_ in document_columns(webhooks).values():
            assert database.value(f"select null::{type_}") is None
