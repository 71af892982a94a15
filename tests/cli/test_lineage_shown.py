"""`wh lineage` shows where a column comes from, and what comes from a field."""

from __future__ import annotations

import json

from conftest import Command


def test_a_column_is_led_back_to_fields_with_the_line_of_each_step(wh: Command) -> None:
    out = wh("lineage", "user_chats.waitingTime").out
    assert "How long the customer waited" in out
    assert "  int_chat_facts.waiting_time" in out
    assert "models/intermediate/int_chat_facts.sql:5" in out
    assert "int_span_times.elapsed_time where measure = reply" in out
    assert "userChats[] of a document" in out
    assert "decided by: " in out
    assert "rows are there by: 17 more" in out
    assert "message.version" not in out
    assert "message.version" in wh("lineage", "user_chats.waitingTime", "--rows").out


def test_a_profile_key_is_led_back_to_its_field(wh: Command) -> None:
    out = wh("lineage", "user_chats.profile.orderId").out
    assert out.startswith("sheets.user_chats.profile.orderId: ")
    assert "userChat.profile.orderId" in out


def test_a_field_is_led_down_to_columns(wh: Command) -> None:
    out = wh("lineage", "--down", "userChat.source.workflow.id").out
    assert "sheets.workflows.id" in out
    assert "rows only: " in out
    every = wh("lineage", "--down", "userChat.source.workflow.id", "--rows").out
    assert len(every.splitlines()) > len(out.splitlines())


def test_both_are_there_as_json(wh: Command) -> None:
    found = json.loads(wh("lineage", "user_chats.goalState", "--json").out)
    assert found["column"] == "sheets.user_chats.goalState"
    assert {"name": "userChat.goalState", "how": "copied"}.items() <= found["origins"][0].items()
    assert found["steps"][0]["in"].startswith("models/sheets/user_chats.sql:")
    down = json.loads(wh("lineage", "--down", "userChat.goalState", "--json").out)
    assert {"column": "user_chats.goal_state", "how": "copied"} in down


def test_an_unknown_column_is_an_error_with_what_is_near(wh: Command) -> None:
    error = wh.fails("lineage", "user_chats.waitngTime", code=2)
    assert "no sheet or table has a column user_chats.waitngTime" in error
    assert "did you mean" in error
