"""Contracts: what they promise, and how a broken promise is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from wh.errors import FaultError
from wh.models.contract import Column, ProfileKey, read_contract

TEXT = """
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
    assert found.columns[1] == Column("state", "VARCHAR", "State.", accepted=("opened", "closed"), inherits="state")
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
    promised = read_contract(file).promised([ProfileKey("plan", ("plan",)), ProfileKey("Plan (2)", ("Plan",))])
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


INSTANTS = 'grain = []\n[columns]\nid = "VARCHAR"\nseen_at = { type = "INSTANT", doc = "Last seen." }\nage = "BIGINT"\n'
SHEET = '[sheet]\nplace = 1\ntitle = "T"\naliases = []\nrows = "true"\norder = []\nprivate = ""\n'


def shown(file: Path, text: str) -> list[tuple[str, str, str, bool]]:
    file.write_text(text, "utf-8")
    return [(each.name, each.doc, each.inherits, each.hidden) for each in read_contract(file).columns]


def test_an_instant_stands_for_its_utc_and_its_local_column(file: Path) -> None:
    assert shown(file, INSTANTS) == [
        ("id", "", "id", False),
        ("seen_at", "Last seen, in UTC.", "seen_at", False),
        ("seen_at_local", "Last seen, in the channel's zone.", "seen_at_local", False),
        ("age", "", "age", False),
    ]


def test_a_sheet_shows_the_local_column_and_hides_the_other_after_all_that_it_shows(file: Path) -> None:
    text = INSTANTS.replace("seen_at", '"web.lastSeenAt"') + 'key = { type = "VARCHAR", hidden = true }\n' + SHEET
    assert shown(file, text) == [
        ("id", "", "id", False),
        ("web.lastSeenAt", "Last seen, in the channel's zone.", "web_last_seen_at_local", False),
        ("age", "", "age", False),
        ("web.lastSeenAt_utc", "Last seen, in UTC.", "web_last_seen_at", True),
        ("key", "", "key", True),
    ]


def test_a_key_that_no_contract_has_is_refused(file: Path) -> None:
    file.write_text('doc = "One row per chat."\n' + TEXT, "utf-8")
    with pytest.raises(FaultError, match=r"chats\.toml: no contract: .*unknown doc"):
        read_contract(file)
