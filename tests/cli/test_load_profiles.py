"""Profiles are free: what is not an object is read where its meaning is plain, else rejected, and stops no build."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Command, rejected, webhook, write

KINDS = ["user", "userChat"]


def carrier(type_: str, profile: Any, version: int = 1) -> dict[str, Any]:
    return webhook({"id": "x1", "channelId": "1", "version": version, "profile": profile}, type_)


@pytest.mark.parametrize("type_", KINDS)
@pytest.mark.parametrize(
    "profile",
    [{"plan": "pro"}, '{"plan": "pro"}', ' {"plan":\n"pro"}'],
    ids=["an object", "a text of one", "with blanks"],
)
def test_an_object_is_read_also_from_a_text(wh: Command, type_: str, profile: Any) -> None:
    write("a.jsonl", carrier(type_, profile))
    assert "1 new, 0 duplicate, 0 rejected" in wh("build", "a.jsonl").err
    sheet = {"user": "users", "userChat": "user_chats"}[type_]
    assert wh.built(f"select profile->>'plan' from main.{sheet}") == [("pro",)]
    assert wh.built("select key from main.profile_keys") == [("plan",)]


@pytest.mark.parametrize("type_", KINDS)
@pytest.mark.parametrize("profile", [None, "", [], {}])
def test_no_value_is_no_value(wh: Command, type_: str, profile: Any) -> None:
    write("a.jsonl", carrier(type_, profile))
    assert "1 new, 0 duplicate, 0 rejected" in wh("build", "a.jsonl").err
    assert wh.built("select * from main.profile_keys") == []


@pytest.mark.parametrize("type_", KINDS)
@pytest.mark.parametrize("profile", [5, 0.5, True, False, "Taro", "[1]", '"{}"', [1], [{"plan": "pro"}]])
def test_any_other_value_is_rejected_and_the_next_version_is_read(wh: Command, type_: str, profile: Any) -> None:
    write("a.jsonl", carrier(type_, profile), carrier(type_, {"plan": "pro"}, version=2))
    assert "1 new, 0 duplicate, 1 rejected" in wh("build", "a.jsonl").err
    assert rejected(wh) == [(1, "profile is not an object")]


@pytest.mark.parametrize("profile", ["5", '"Taro"', "true", "[1, 2]"])
def test_a_value_that_an_older_load_kept_stops_no_build(wh: Command, profile: str) -> None:
    write("a.jsonl", carrier("user", {"plan": "pro"}), carrier("userChat", {"plan": "pro"}))
    wh("load", "a.jsonl")
    wh.raw(f"update raw.users set profile = '{profile}'; update raw.user_chats set profile = '{profile}'; select 1")
    assert "built " in wh("build", "a.jsonl").err
    assert wh.built("select * from main.profile_keys") == []


@pytest.mark.parametrize(
    ("type_", "profile"),
    [
        ("user", {"Phone": 1, "phone": 2, "phone (2)": 3}),
        ("userChat", {"csat (2)": 1, "CSAT": 2}),
        ("userChat", {"a": 1, "A": 2, "a (2)": 3, "A (3)": 4, "a (2) (2)": 5}),
    ],
)
def test_keys_whose_columns_would_collide_are_all_exported(wh: Command, type_: str, profile: dict[str, int]) -> None:
    write("a.jsonl", carrier(type_, profile), webhook({"id": "c1", "userId": "x1", "version": 1}, "userChat"))
    wh("build", "a.jsonl")
    sheet = {"user": "users", "userChat": "user_chats"}[type_]
    values = wh.built(f"select columns('^profile[.]') from sheets.{sheet}")
    assert sorted(str(value) for row in values for value in row if value is not None) == sorted(
        map(str, profile.values())
    )
