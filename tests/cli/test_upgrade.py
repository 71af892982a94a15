"""A home made by another version of wh: nothing in it is lost, and a newer one is refused in words."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from conftest import PASSWORD, Command, forget, lines, message, webhook
from wh.loading.raw import open_raw
from wh.loading.upgrade import FORMAT

HOMES = Path(__file__).parents[1] / "homes"
KINDS = Path("sql") / "raw" / "kinds.toml"
OWNER = {"id": "301", "channelId": "1", "role": "owner", "email": "mio@example.jp"}


@pytest.fixture
def old(wh: Command) -> Command:
    """A home whose raw.duckdb is of the time before formats had numbers: three messages, one rejected; one export."""
    with gzip.open(HOMES / "format-0.duckdb.gz") as packed, (wh.home / "raw.duckdb").open("wb") as raw:
        shutil.copyfileobj(packed, raw)
    return wh


def test_a_home_of_before_formats_loads_builds_and_exports(old: Command) -> None:
    assert "3 events" in old("load", "-", stdin=lines(*(webhook(message(f"n{n}")) for n in range(3)))).err
    old("build")
    assert old.built("select count(*) from messages") == [(5,)]
    old("export", "out.zip", "--as", "301", "--reason", "after the upgrade", WH_PASSWORD=PASSWORD)
    assert old.raw("select reason from raw.exports order by exported_at") == [
        ("before the upgrade",),
        ("after the upgrade",),
    ]
    assert old.raw("select count(*) from raw.rejects") == [(1,)]


def test_what_a_home_of_before_formats_holds_is_known_again(old: Command) -> None:
    assert "0 new, 6 duplicate, 1 rejected" in old("load", HOMES / "format-0.jsonl").err


def test_a_new_field_becomes_a_column_that_loading_again_fills(wh: Command, project: Path) -> None:
    Path("a.jsonl").write_bytes(lines(*events()))
    wh("build", "a.jsonl")
    added(project)
    assert "1 new, 0 duplicate" in wh("load", "-", stdin=lines(webhook(message("m9")))).err
    assert wh.raw("select mood, meet.duration, count(*) from raw.messages group by all") == [(None, None, 3)]
    assert "1 new, 2 duplicate" in wh("load", "a.jsonl", "--again").err
    assert wh.raw("select mood, meet.duration from raw.messages where mood is not null") == [("glad", 5)]
    assert "0 new, 3 duplicate" in wh("load", "a.jsonl", "--again").err
    wh("build", "a.jsonl")
    assert wh.built("select count(*) from messages") == [(3,)]


def test_loading_again_without_paths_reads_all_files_that_are_still_there(wh: Command, project: Path) -> None:
    for name in ("a", "b", "gone"):
        Path(f"{name}.jsonl").write_bytes(lines(webhook(message(name, mood="glad"))))
    wh("load", "a.jsonl", "b.jsonl", "gone.jsonl")
    wh("load", "-", stdin=lines(webhook(message("piped"))))
    Path("gone.jsonl").unlink()
    added(project)
    said = wh("load", "--again")
    assert "loaded 2 files" in said.err
    assert "note: what came through standard input is not read again\n" in said.err
    assert "note: 1 file that was loaded once is no longer there: " in said.err
    assert wh.raw("select id, mood from raw.messages where mood is not null order by id") == [
        ("a", "glad"),
        ("b", "glad"),
    ]
    assert wh.raw("select count(distinct id) from raw.messages") == [(4,)]


def test_the_rows_of_before_are_known_again_after_an_upgrade(wh: Command, project: Path) -> None:
    wh("load", "-", stdin=lines(*events()))
    added(project)
    assert "0 new, 1 duplicate" in wh("load", "-", stdin=lines(webhook(OWNER, "manager"))).err


def test_an_upgrade_that_fails_leaves_all_as_it_was(wh: Command, project: Path) -> None:
    wh("load", "-", stdin=lines(*events()))
    before = wh.raw("describe raw.messages")
    kinds = (
        (project / KINDS).read_text("utf-8").replace('plainText = "VARCHAR"', 'plainText = "VARCHAR"\nmood = "NOTYPE"')
    )
    (project / KINDS).write_text(kinds, "utf-8")
    forget()
    wh.fails("load", "-", stdin=lines(*events()), code=1)
    (project / KINDS).write_text(kinds.replace('\nmood = "NOTYPE"', ""), "utf-8")
    forget()
    assert wh.raw("describe raw.messages") == before


@pytest.mark.parametrize(
    "words", [["load", "-"], ["build"], ["status"], ["sql", "from raw.messages"], ["show", "int_turns"]]
)
def test_a_home_of_a_newer_version_is_refused_in_words(wh: Command, words: list[str]) -> None:
    wh("load", "-", stdin=lines(*events()))
    wh("build")
    with open_raw(wh.home / "raw.duckdb") as raw:
        raw.execute(f"update raw.format set number = {FORMAT + 1}")
    said = wh.fails(*words, stdin=lines(webhook(message("m9"))), code=1)
    assert f"was written by a newer wh (its format is {FORMAT + 1}, this one knows {FORMAT})" in said
    assert "hint: update wh" in said


def events() -> list[dict[str, object]]:
    """An owner, and two messages, one with fields that nobody knows yet."""
    mood = message("m1", mood="glad", meet={"id": "m1", "meetType": "call", "duration": 5})
    return [webhook(OWNER, "manager"), webhook(mood), webhook(message("m2"))]


def added(project: Path) -> None:
    """A version of wh that knows two more fields: one of messages and one of the object in a field of theirs."""
    kinds = (project / KINDS).read_text("utf-8")
    kinds = kinds.replace('plainText = "VARCHAR"', 'plainText = "VARCHAR"\nmood = "VARCHAR"')
    kinds = kinds.replace('meet = { id = "VARCHAR",', 'meet = { id = "VARCHAR", duration = "BIGINT",')
    (project / KINDS).write_text(kinds, "utf-8")
    promise = project / "models" / "staging" / "stg_messages.toml"  # which hands the whole object on
    promise.write_text(
        promise.read_text("utf-8").replace("STRUCT(id VARCHAR,", "STRUCT(id VARCHAR, duration BIGINT,"), "utf-8"
    )
    forget()


def test_a_warehouse_of_other_sheets_is_to_be_built_first(old: Command, project: Path) -> None:
    old("load", "-", stdin=lines(webhook(OWNER, "manager")))
    old("build")
    contract = project / "models" / "sheets" / "teams.toml"
    contract.write_text(contract.read_text("utf-8").replace("[columns]", '[columns]\nextra = "BIGINT"'), "utf-8")
    forget()
    said = old.fails("export", "out.zip", "--as", "301", "--reason", "x", code=1, WH_PASSWORD=PASSWORD)
    assert said == (
        "error: warehouse.duckdb was built by another version of wh\nhint: run `wh build`, then export again\n"
    )
