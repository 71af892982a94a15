"""Contracts: what they promise, and how a broken promise is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from wh.errors import FaultError
from wh.models.contract import Column, ProfileKey, read_contract

TEXT = """
doc = "One row per chat."
grain = ["id"]
[columns]
id = { type = "VARCHAR", doc = "Id.", required = true }
state = { type = "VARCHAR", doc = "State.", accepted = ["opened", "closed"] }
count = { type = "BIGINT", doc = "Count.", at_least = 0 }
[[never]]
condition = "count > 9"
doc = "nine at most"
"""
DYNAMIC = '[dynamic]\nentity = "users"\nafter = "id"\nprefix = "profile."\ntype = "VARCHAR"\ndoc = "Profile: "\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "chats.toml").write_text(TEXT, "utf-8")
    return tmp_path / "chats.toml"


def test_a_contract_is_read_in_the_order_it_is_written(file: Path) -> None:
    found = read_contract(file)
    assert [column.name for column in found.columns] == ["id", "state", "count"]
    assert found.columns[1] == Column("state", "VARCHAR", "State.", accepted=("opened", "closed"))
    assert [(never.condition, never.severity) for never in found.never] == [("count > 9", "error")]


def test_a_kept_promise_has_no_differences(file: Path) -> None:
    kept = [("id", "VARCHAR"), ("state", "VARCHAR"), ("count", "BIGINT")]
    assert read_contract(file).differences(kept) == []


def test_a_column_too_many_too_few_or_of_another_type_is_told(file: Path) -> None:
    actual = [("id", "VARCHAR"), ("count", "HUGEINT"), ("extra", "DATE")]
    differences = read_contract(file).differences(actual)
    assert differences == ["- state VARCHAR", "- count BIGINT", "+ count HUGEINT", "+ extra DATE"]


def test_another_order_is_a_broken_promise(file: Path) -> None:
    swapped = [("state", "VARCHAR"), ("id", "VARCHAR"), ("count", "BIGINT")]
    assert read_contract(file).differences(swapped) == ["the order of the columns"]


def test_columns_of_profile_keys_follow_where_they_belong(file: Path) -> None:
    file.write_text(TEXT + DYNAMIC, "utf-8")
    promised = read_contract(file).promised([ProfileKey("plan", "plan"), ProfileKey("Plan", "Plan (2)")])
    assert [each.name for each in promised] == ["id", "profile.plan", "profile.Plan (2)", "state", "count"]
    assert promised[2].doc == "Profile: Plan"


@pytest.mark.parametrize("text", ["doc = 1", "a =", TEXT.replace('type = "BIGINT", ', ""), TEXT + "[sheet]\nplace = 1"])
def test_a_contract_that_cannot_be_read_is_a_fault_of_its_file(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(FaultError, match=r"chats\.toml: no contract"):
        read_contract(file)


def test_a_word_that_no_contract_knows_is_a_fault(file: Path) -> None:
    file.write_text(TEXT.replace("required = true", "requird = true"), "utf-8")
    with pytest.raises(FaultError, match="requird"):
        read_contract(file)


@pytest.mark.parametrize(("place", "severe"), [("at_least = 0", ", "), ('doc = "nine at most"', "\n")])
def test_a_severity_that_no_check_has_is_a_fault(file: Path, place: str, severe: str) -> None:
    for word in ("warn", "error"):
        file.write_text(TEXT.replace(place, f'{place}{severe}severity = "{word}"'), "utf-8")
        read_contract(file)
    file.write_text(TEXT.replace(place, f'{place}{severe}severity = "warning"'), "utf-8")
    with pytest.raises(FaultError, match="severity 'warning'"):
        read_contract(file)


def test_a_model_without_a_contract_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match=r"lonely\.toml: no contract"):
        read_contract(tmp_path / "lonely.toml")
