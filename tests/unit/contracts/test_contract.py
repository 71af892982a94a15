"""Contracts: what they promise, and how a broken promise is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from wh import assets
from wh.contracts.contract import Column, ProfileKey
from wh.contracts.written import read_contract
from wh.errors import FaultError

MODEL = "chats.sql"
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


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(assets, "root", lambda: tmp_path)
    (tmp_path / "chats.toml").write_text(TEXT, "utf-8")
    return tmp_path / "chats.toml"


def test_a_contract_is_read_in_the_order_it_is_written() -> None:
    found = read_contract(MODEL)
    assert [column.name for column in found.columns] == ["id", "state", "count"]
    assert found.columns[1] == Column(
        "state", "VARCHAR", "State.", accepted=("opened", "closed"), inherits="state", written="state"
    )
    assert [(never.condition, never.severity) for never in found.never] == [("count > 9", "error")]


def test_a_kept_promise_has_no_differences() -> None:
    kept = [("id", "VARCHAR"), ("state", "VARCHAR"), ("count", "BIGINT")]
    assert read_contract(MODEL).differences(kept) == []


def test_a_column_too_many_too_few_or_of_another_type_is_told() -> None:
    actual = [("id", "VARCHAR"), ("count", "HUGEINT"), ("extra", "DATE")]
    assert [each.told for each in read_contract(MODEL).differences(actual)] == [
        "state VARCHAR is promised, and not made",
        "extra DATE is made, and not promised",
        "count is made as HUGEINT, and promised as BIGINT",
    ]


def test_another_order_is_a_broken_promise() -> None:
    swapped = [("state", "VARCHAR"), ("id", "VARCHAR"), ("count", "BIGINT")]
    (found,) = read_contract(MODEL).differences(swapped)
    assert found.told == "state is made where id is promised: the order differs from here on"


def test_columns_of_profile_keys_follow_where_they_belong(file: Path) -> None:
    file.write_text(TEXT + DYNAMIC, "utf-8")
    promised = read_contract(MODEL).promised([ProfileKey("plan", ("plan",)), ProfileKey("Plan (2)", ("Plan",))])
    assert [each.name for each in promised] == ["id", "profile.plan", "profile.Plan (2)", "state", "count"]
    assert promised[2].doc == "Profile: Plan"


def told(file: Path, text: str) -> tuple[str, str]:
    """The first line of the error that a contract ends with, and the hint."""
    file.write_text(text, "utf-8")
    with pytest.raises(FaultError) as caught:
        read_contract(MODEL)
    return caught.value.message.splitlines()[0], caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ('grain = ["id"]', "grain = ", "chats.toml:2: this is no TOML: Invalid value", ""),
        ('grain = ["id"]', "", "chats.toml:1: no grain is given", "a contract has a grain"),
        ('grain = ["id"]', 'grain = "id"', 'chats.toml:2: grain is a list of texts, as in ["id", "name"]', ""),
        ('grain = ["id"]', 'grain = ["ib"]', "chats.toml:2: ib is no column of it", "did you mean id?"),
        ("\ngrain", '\ndoc = "Chats."\ngrain', "chats.toml:2: a contract has nothing called doc", "known: append_only"),
        ("required = true", "requird = true", "chats.toml:4: id has nothing called requird", "did you mean required?"),
        ("required = true", 'required = "yes"', "chats.toml:4: required is true or false", ""),
        ('type = "BIGINT", ', "", "chats.toml:6: count has no type", "add type = a text in quotes"),
        ("at_least = 0", "at_least = true", "chats.toml:6: at_least is a whole number", ""),
        ("at_least = 0", 'severity = "stop"', 'chats.toml:6: severity is "error" or "warn"', ""),
        ('doc = "nine at most"', "", "chats.toml:7: never has no doc", "add doc = a text in quotes"),
        (
            "[[never]]",
            '[sheet]\ntitle = "T"\n[[never]]',
            "chats.toml:7: sheet has no place",
            "add place = a whole number",
        ),
        ("[[never]]", "extra = 3\n[[never]]", "chats.toml:7: extra is a table, as in extra = { type = … }", ""),
        (
            "[columns]",
            'partition = { hat = "id" }\n[columns]',
            "chats.toml:3: a partition has nothing called hat",
            "did you mean chat?",
        ),
    ],
)
def test_a_mistake_is_told_at_its_line(file: Path, old: str, new: str, message: str, hint: str) -> None:
    assert old in TEXT
    found = told(file, TEXT.replace(old, new))
    assert found[0] == message
    assert found[1].startswith(hint)


def test_a_severity_is_read(file: Path) -> None:
    for word in ("warn", "error"):
        file.write_text(TEXT.replace("at_least = 0", f'at_least = 0, severity = "{word}"'), "utf-8")
        assert read_contract(MODEL).columns[2].severity == word


def test_a_model_without_a_contract_is_a_fault() -> None:
    with pytest.raises(FaultError, match=r"^lonely\.sql has no contract$"):
        read_contract("lonely.sql")


INSTANTS = 'grain = []\n[columns]\nid = "VARCHAR"\nseen_at = { type = "INSTANT", doc = "Last seen." }\nage = "BIGINT"\n'
SHEET = '[sheet]\nplace = 1\ntitle = "T"\naliases = []\nrows = "true"\norder = []\nprivate = ""\n'


def shown(file: Path, text: str) -> list[tuple[str, str, str, bool]]:
    file.write_text(text, "utf-8")
    return [(each.name, each.doc, each.inherits, each.hidden) for each in read_contract(MODEL).columns]


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
