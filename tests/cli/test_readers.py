"""Who reads warehouse.duckdb while builds replace it: no error, no mixture of two builds, never back to an older."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Command, built_home, lines, message, webhook, write

# Asks until its standard input ends: with a new connection each time, or with one for several rounds over all tables.
pytestmark = pytest.mark.slow  # each test runs several commands as processes
_READER = """
import duckdb, json, select, sys
path, rounds = sys.argv[1], int(sys.argv[2])
asked, builds, faults, last = 0, [], [], (0, None)
def look(connection):
    global asked, last
    built, loaded = connection.execute(
        "select built_at::varchar, last_load_id from meta.builds order by built_at desc limit 1"
    ).fetchone()
    rows = dict(connection.execute("select name, row_count from meta.models where layer = 'marts'").fetchall())
    for round in range(rounds):
        select.select([sys.stdin], [], [], 0.1 if round else 0)
        for name, count in rows.items():
            found = len(connection.execute(f"from main.{name}").fetchall())
            asked += 1
            if found != count:
                faults.append(f"{name} has {found} rows, {count} were built")
        sheet = connection.execute("select count(*) from sheets.messages").fetchone()[0]
        asked += 1
        if (sheet, loaded) != (rows["messages"], rows["messages"]):
            faults.append(f"sheet {sheet}, loads {loaded}, messages {rows['messages']}")
    if (rows["messages"], built) < last:
        faults.append(f"{last} and then {rows['messages'], built}")
    last = (rows["messages"], built)
    if built not in builds:
        builds.append(built)
ended = False
while True:
    try:
        with duckdb.connect(path, read_only=True) as connection:
            look(connection)
    except Exception as error:
        faults.append(f"{type(error).__name__}: {error}")
    if ended:
        break
    if not builds[1:] and not builds[:-1]:
        print("began", flush=True)
    ended = bool(select.select([sys.stdin], [], [], 0.1)[0])
print(json.dumps([asked, builds, faults]), flush=True)
"""


@pytest.mark.parametrize("builds", [2, 20])
def test_readers_see_whole_builds_only_and_never_an_error(wh: Command, tmp_path: Path, builds: int) -> None:
    """Each load brings one message, so that a build's load, its table and its sheet tell the same number."""
    wh.home = built_home(tmp_path / "small", lines(webhook(message("m0"))))
    readers = [reader(wh.home / "warehouse.duckdb", rounds) for rounds in (1, 1, 5, 50)]
    for number in range(1, builds + 1):
        wh("build", write(f"{number}.jsonl", webhook(message(f"m{number}"))))
    for process in readers:
        asked, seen, faults = answer(process)
        assert faults == []
        print(f"{asked} queries, {len(seen)} builds seen")
        assert asked > 40
        assert len(seen) > 1, "it saw what was there before and what is there now"
        assert seen[-1] == str(wh.built("select max(built_at)::varchar from meta.builds")[0][0])


def test_a_reader_that_was_there_first_goes_on_reading_what_it_had_not_read_yet(wh: Command, tmp_path: Path) -> None:
    wh.home = built_home(tmp_path / "small", lines(webhook(message("m0"))))
    words = "connection = duckdb.connect(sys.argv[1], read_only=True); print(); sys.stdin.readline(); look(connection)"
    code = _READER.partition("ended = False")[0] + words + "\nprint(json.dumps([asked, builds, faults]))"
    with spawned(code, wh.home / "warehouse.duckdb", 2) as process:
        assert process.stdout
        process.stdout.readline()
        before = wh.built("select max(built_at)::varchar from meta.builds")
        wh("build", write("1.jsonl", webhook(message("m1"))))
        asked, seen, faults = answer(process)
    assert (seen, faults) == ([before[0][0]], [])
    assert asked > 40


def reader(file: Path, rounds: int) -> subprocess.Popen[str]:
    """A process that reads, and has begun to."""
    process = spawned(_READER, file, rounds)
    assert process.stdout
    assert process.stdout.readline() == "began\n"
    return process


def spawned(code: str, file: Path, rounds: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", code, str(file), str(rounds)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> Any:
    """How often a reader asked, which builds it saw, and what was wrong."""
    out, _ = process.communicate("\n")
    return json.loads(out.splitlines()[-1])
