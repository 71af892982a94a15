"""`wh sql`: any question, no change, and no way out of the two databases."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import Command
from refused import REFUSED

COUNTS = "select state, count(*) as chats, true as yes, null as nothing from user_chats group by all order by state"

ALLOWED = {
    "a temporary table": "create temp table x as select 1 as i; from x",
    "a variable": "set variable x = 1; select getvariable('x')",
    "two statements": "select 1; select 2",
    "a prepared query": "prepare p as select 1; execute p",
    "another schema": "use sheets; select count(*) from user_chats",
    "an explanation": "explain analyze select count(*) from messages",
}


def test_a_table_is_printed_for_people(desk: Command) -> None:
    head, line, *rows = desk("sql", COUNTS).out.splitlines()
    assert head.split() == ["state", "chats", "yes", "nothing"]
    assert set(line.strip()) == {"─"}
    assert any(row.split()[0] == "closed" for row in rows)


def test_json_is_an_array_of_objects(desk: Command) -> None:
    rows = json.loads(desk("sql", COUNTS, "--json").out)
    assert {"closed", "opened"} <= {row["state"] for row in rows}
    assert all(isinstance(row["chats"], int) and row["yes"] is True and row["nothing"] is None for row in rows)


def test_csv_has_a_header_and_a_line_for_each_row(desk: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(desk("sql", COUNTS, "--csv").out)))
    assert sum(int(row["chats"]) for row in rows) == 403
    assert {row["nothing"] for row in rows} == {""}


def test_csv_keeps_commas_quotes_and_line_breaks(desk: Command) -> None:
    out = desk("sql", "select 'a,\"b\"' || chr(10) || 'c' as x, ['p', 'q'] as y", "--csv").out
    assert list(csv.reader(io.StringIO(out))) == [["x", "y"], ['a,"b"\nc', '["p", "q"]']]


def test_json_has_all_rows_where_the_table_has_a_hundred(desk: Command) -> None:
    said = desk("sql", "from messages")
    assert "more than 100 rows, the first 100 shown" in said.err
    assert len(json.loads(desk("sql", "select id from messages", "--json").out)) == 5232


@pytest.mark.parametrize("flag", ["--json", "--csv"])
def test_no_rows_are_no_fault(desk: Command, flag: str) -> None:
    out = desk("sql", "select id from user_chats where false", flag).out
    assert out == ("[]\n" if flag == "--json" else "id\n")


def test_instants_and_lists_are_readable(desk: Command) -> None:
    sql = "select timestamp '2025-04-01 09:00' as at, date '2025-04-01' as day, ['a'] as list, {'k': 1} as pair"
    (row,) = json.loads(desk("sql", sql, "--json").out)
    assert row == {"at": "2025-04-01 09:00:00", "day": "2025-04-01", "list": ["a"], "pair": {"k": 1}}


def test_raw_events_are_at_hand(desk: Command) -> None:
    assert json.loads(desk("sql", "select count(*) as n from raw.rejects", "--json").out) == [{"n": 0}]


def test_the_sheets_and_the_helpers_are_at_hand(desk: Command) -> None:
    sql = "select count(*) as n from chats_with_all_tags(['VIP']) join sheets.user_chats using (id)"
    assert json.loads(desk("sql", sql, "--json").out)[0]["n"] > 0


@pytest.mark.parametrize("what", REFUSED)
def test_a_statement_that_reaches_out_is_refused(desk: Command, what: str) -> None:
    before = {file: file.stat().st_mtime_ns for file in desk.home.glob("*.duckdb")}
    desk.fails("sql", REFUSED[what].replace("{home}", str(desk.home)), code=1)
    assert {file: file.stat().st_mtime_ns for file in desk.home.glob("*.duckdb")} == before
    assert not any(Path(name).exists() for name in ("out.csv", "out", "other.duckdb"))


@pytest.mark.parametrize("what", ALLOWED)
def test_what_changes_nothing_is_possible(desk: Command, what: str) -> None:
    desk("sql", ALLOWED[what])


def test_a_mistake_is_told_in_one_line(desk: Command) -> None:
    assert "user_chat" in desk.fails("sql", "select * from user_chat", code=1).splitlines()[0]


def test_an_instant_with_a_zone_gets_a_way_out(desk: Command) -> None:
    assert "hint: cast it" in desk.fails("sql", "select now()", code=1)


def test_a_wrong_name_gets_its_place_and_the_nearest_ones(desk: Command) -> None:
    said = desk.fails("sql", "select waiting_tim from user_chats", code=1).splitlines()
    assert said[1:3] == ["        SQL | select waiting_tim from user_chats", "            |        ^^^^^^^^^^^"]
    assert "did you mean" in said[3]
    assert "waiting_time" in said[3]


def test_more_columns_than_there_is_room_for_are_shown_below_each_other(desk: Command) -> None:
    lines = desk("sql", "from user_chats limit 2").out.splitlines()
    assert [line.split()[0].strip("─") for line in lines[:3]] == ["", "id", "channel_id"]
    assert sum(line.startswith("─") for line in lines) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_long_question_ends_at_once_when_asked_to(desk: Command, number: signal.Signals) -> None:
    sql = "select count(*) from range(1000000) as a(i), range(1000000) as b(j) where i * j % 7 = 3"
    words = [sys.executable, "-c", "from wh.main import run; run()", "sql", "--home", str(desk.home), sql]
    process = subprocess.Popen(words, stderr=subprocess.PIPE)
    while not _holds(process.pid, "warehouse.duckdb"):
        assert process.poll() is None
    process.send_signal(number)
    _, said = process.communicate()
    assert (process.returncode, said) == (-number, b"")


def _holds(pid: int, name: str) -> bool:
    """Whether a process has a file of that name open."""
    with suppress(OSError):
        return any(Path(each).readlink().name == name for each in Path(f"/proc/{pid}/fd").iterdir())
    return False
