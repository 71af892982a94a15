"""Profiles are free: what is not an object is read where its meaning is plain, else rejected, and stops no build."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Command, rejected, webhook, write

SHEETS = {"user": "users", "userChat": "user_chats"}


def carrier(type_: str, id_: str, profile: Any, version: int = 1) -> dict[str, Any]:
    return webhook({"id": id_, "channelId": "1", "version": version, "profile": profile}, type_)


def carriers(profiles: list[Any]) -> list[dict[str, Any]]:
    """A customer and a chat of each profile."""
    return [carrier(type_, f"x{number}", each) for number, each in enumerate(profiles) for type_ in SHEETS]


def test_an_object_is_read_also_from_a_text(wh: Command) -> None:
    write("a.jsonl", *carriers([{"plan": "pro"}, '{"plan": "pro"}', ' {"plan":\n"pro"}']))
    assert "6 new, 0 duplicate, 0 rejected" in wh("build", "a.jsonl").err
    for sheet in SHEETS.values():
        assert wh.built(f"select profile->>'plan' from main.{sheet}") == [("pro",)] * 3
    assert wh.built("select distinct key from main.profile_keys") == [("plan",)]


def test_no_value_is_no_value(wh: Command) -> None:
    write("a.jsonl", *carriers([None, "", [], {}]))
    assert "8 new, 0 duplicate, 0 rejected" in wh("build", "a.jsonl").err
    assert wh.built("select * from main.profile_keys") == []


def test_a_value_that_reads_like_an_empty_list_is_none(wh: Command) -> None:
    write("a.jsonl", *carriers([{"plan": [], "size": "[]", "note": "null", "list": [1]}]))
    wh("build", "a.jsonl")
    for entity in SHEETS.values():
        keys = f"select key from main.profile_keys where entity = '{entity}' order by key"
        assert wh.built(keys) == [("list",), ("note",)]


def test_any_other_value_is_rejected_and_the_next_version_is_read(wh: Command) -> None:
    others: list[Any] = [5, 0.5, True, False, "Taro", "[1]", '"{}"', [1], [{"plan": "pro"}]]
    again = [carrier(type_, f"x{number}", {"plan": "pro"}, 2) for number in range(len(others)) for type_ in SHEETS]
    write("a.jsonl", *carriers(others), *again)
    assert "18 new, 0 duplicate, 18 rejected" in wh("build", "a.jsonl").err
    assert rejected(wh) == [(line, "profile is not an object") for line in range(1, 19)]
    for sheet in SHEETS.values():
        assert wh.built(f"select profile->>'plan' from main.{sheet}") == [("pro",)] * 9


def test_a_value_that_an_older_load_kept_stops_no_build(wh: Command) -> None:
    profiles = ["5", '"Taro"', "true", "[1, 2]"]
    write("a.jsonl", *carriers([{"plan": "pro"}] * len(profiles)))
    wh("load", "a.jsonl")
    for number, profile in enumerate(profiles):
        for sheet in SHEETS.values():
            wh.raw(f"update raw.{sheet} set profile = '{profile}' where id = 'x{number}'; select 1")
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
    write("a.jsonl", carrier(type_, "x1", profile), webhook({"id": "c1", "userId": "x1", "version": 1}, "userChat"))
    wh("build", "a.jsonl")
    values = wh.built(f"select columns('^profile[.]') from sheets.{SHEETS[type_]}")
    assert sorted(str(value) for row in values for value in row if value is not None) == sorted(
        map(str, profile.values())
    )
