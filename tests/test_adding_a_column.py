"""The README says how a column is added; this does it in a copy of the project, with the files that it lists only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from case import differences, read
from conftest import Command, forget
from wh.models.model import model_named

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
Edits = dict[str, tuple[str, str]]  # file: a line of it, and what comes after that line

DERIVED: Edits = {
    "models/marts/user_chats.sql": ("    reopen_count,", "    snooze_count > 0 and reopen_count > 0 as came_back,"),
    "models/marts/user_chats.toml": (
        "reopen_count = { ",
        'came_back = { type = "BOOLEAN", doc = "Whether it was snoozed and opened again.", '
        'label = { en = "Came back", ja = "再訪" } }',
    ),
}
FIELD: Edits = {
    "sql/raw/kinds.toml": ('goalEventName = "', 'mood = "VARCHAR"'),
    "sql/macros/snapshots.sql": ('    "goalEventName" as goal_event_name,', "    mood,"),
    "models/staging/stg_user_chats.toml": ("goal_event_name = ", 'mood = { type = "VARCHAR", doc = "How it sounds." }'),
    "models/staging/stg_partial_user_chats.toml": (
        "goal_event_name = ",
        'mood = { type = "VARCHAR", doc = "How it sounds." }',
    ),
    "models/intermediate/int_chat_descriptions.sql": ("    about.goal_event_name,", "    about.mood,"),
    "models/intermediate/int_chat_descriptions.toml": ("goal_event_name = ", 'mood = "VARCHAR"'),
    "models/intermediate/int_chat_facts.sql": ("    chats.goal_event_name,", "    chats.mood,"),
    "models/intermediate/int_chat_facts.toml": ("goal_event_name = ", 'mood = "VARCHAR"'),
    "models/marts/user_chats.sql": ("    goal_event_name,", "    mood,"),
    "models/marts/user_chats.toml": (
        "goal_event_name = ",
        'mood = { type = "VARCHAR", label = { en = "Mood", ja = "気分" } }',
    ),
}
SHEET: Edits = {
    "models/sheets/user_chats.sql": ('    goal_event_name as "goalEventName",', "    mood,"),
    "models/sheets/user_chats.toml": ("goalEventName = ", 'mood = { type = "VARCHAR", personal = "no" }'),
}
CASE = """
[[events]]
kind = "snapshot"
at = 2025-04-01 10:00:00
createdAt = 2025-04-01 09:00:00
mood = "glad"

[[expect]]
{}
"""


def apply(root: Path, edits: Edits) -> None:
    for name, (before, added) in edits.items():
        lines = (root / name).read_text("utf-8").splitlines()
        (place,) = [number for number, line in enumerate(lines) if line.startswith(before)]
        (root / name).write_text("\n".join([*lines[: place + 1], added, *lines[place + 1 :], ""]), "utf-8")
    forget()


def proves(root: Path, expected: str) -> list[str]:
    """What differs from a case that expects `expected` of user_chats."""
    file = root / "tests/models/user_chats/a new column has its value.toml"
    file.parent.mkdir(parents=True)
    file.write_text(CASE.format(expected), "utf-8")
    return differences(read(file))


def listed(beginning: str) -> set[str]:
    """The files that the paragraph of the README which begins so names, but for the case."""
    paragraph = README[README.index(beginning) :].partition("\n\n")[0]
    files = re.findall(r"`((?:models|sql)/[^`]+)`", paragraph)
    return {name.replace("{sql,toml}", end) for name in files for end in ("sql", "toml")}


def test_a_derived_column_takes_a_select_its_contract_and_a_case(project: Path, sample: Path, wh: Command) -> None:
    assert listed("**A derived column**") == DERIVED.keys()
    apply(project, DERIVED)
    assert proves(project, 'id = "c1"\ncame_back = false') == []
    shutil.copytree(sample, wh.home, dirs_exist_ok=True)
    wh("build")
    assert wh.built("select count(*) > 0 from main.user_chats where came_back") == [(True,)]
    comment = "select comment from duckdb_columns() where table_name = 'user_chats' and column_name = 'came_back'"
    assert wh.built(comment) == [("Whether it was snoozed and opened again.",)]


def test_a_field_of_the_platform_is_carried_from_the_events_to_the_mart(project: Path) -> None:
    assert listed("**A field of the platform**") == FIELD.keys()
    apply(project, FIELD)
    assert proves(project, 'id = "c1"\nmood = "glad"') == []
    assert model_named("user_chats").documented.column("mood").doc == "How it sounds."


def test_a_column_of_a_sheet_is_named_in_the_sheet_too(project: Path, wh: Command) -> None:
    assert listed("**In a sheet**") == SHEET.keys()
    apply(project, FIELD | SHEET)
    chat = '{"userChat": {"id": "c1", "channelId": "1", "version": 1, "createdAt": 1743500000000, "mood": "glad"}}'
    Path("a.jsonl").write_text(chat, "utf-8")
    wh("build", "a.jsonl")
    assert wh.built("select mood from sheets.user_chats") == [("glad",)]
    assert wh.built("select doc from meta.columns where name = 'mood' and relation like 'sheets%'") == [
        ("How it sounds.",)
    ]


def test_a_column_that_would_mean_another_thing_on_spark_is_stopped_with_its_spelling(
    project: Path, wh: Command
) -> None:
    apply(project, {"models/marts/user_chats.sql": ("    reopen_count,", "    dayofweek(created_at) as created_on,")})
    said = wh("check", "--portable", code=1).err
    assert re.search(r"error: models/marts/user_chats\.sql:\d+: .*: DayOfWeek is not proven on Spark\n", said)
    assert "write the macro weekday(date): 1 is Monday; Spark numbers days otherwise" in said


@pytest.mark.parametrize(
    "forgotten", [*DERIVED, *(name for name in FIELD if name.endswith(".toml") and "raw" not in name)]
)
def test_a_file_that_is_forgotten_is_named_by_check(project: Path, wh: Command, forgotten: str) -> None:
    edits = DERIVED if forgotten in DERIVED else FIELD
    apply(project, {name: edit for name, edit in edits.items() if name != forgotten})
    said = wh.fails("check", code=1)
    assert f"{Path(forgotten).with_suffix('.sql')} does not keep its contract" in said
