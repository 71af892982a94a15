"""Whatever kills `wh`, and whenever: nothing is lost, nothing doubled, and the next command finds its way."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

import duckdb
import pytest

from crashes import Rounds, Trial
from watched import NO_LINKS, Kill
from wh.loading.raw import open_raw

pytestmark = pytest.mark.slow  # each test runs several commands as processes
ANY = Random(1)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path)


def struck_everywhere(trial: Trial, command: str, kind: str = "step", every: int = 1) -> int:
    """Kills a command before each of its steps, one after the other, until one run comes to its end."""
    number = 1
    while trial.go(command, ANY, Kill(kind, number)).code == -signal.SIGKILL:
        number += every
        if command == "build":
            trial.arrive()
    return number // every


def test_a_first_load_killed_before_any_step_on_files_is_done_by_the_next(trial: Trial) -> None:
    assert struck_everywhere(trial, "load") > 1
    assert trial.kept
    assert not list(trial.home.glob("*.new*"))


def test_a_load_killed_before_it_is_a_load_leaves_nothing_that_counts(trial: Trial) -> None:
    trial.go("load", Random(5))
    trial.arrive()
    with duckdb.connect(str(trial.home / "raw.duckdb")) as raw:
        loads = raw.execute("select count(*) from loads").fetchall()
    ended = trial.go("load", Random(2), Kill("loading", 1))
    assert (ended.code, ended.phase) == (-signal.SIGKILL, "loading")
    with duckdb.connect(str(trial.home / "raw.duckdb")) as raw:
        assert raw.execute("select count(*) from loads").fetchall() == loads


def test_a_build_killed_when_it_publishes_leaves_no_warehouse_and_the_next_one_works(trial: Trial) -> None:
    assert trial.go("build", ANY, Kill("publishing")).code == -signal.SIGKILL
    assert {"warehouse.duckdb.building"} == {file.name for file in trial.home.glob("warehouse*")}
    assert trial.go("build", ANY).code == 0


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("command", ["build", "rollback", "export"])
def test_killed_before_any_step_on_files_all_goes_on(trial: Trial, command: str, links: bool) -> None:
    if not links:
        (trial.folder / NO_LINKS).touch()
    trial.go("build", ANY)
    trial.arrive()
    trial.go("build", ANY)
    trial.arrive()
    assert struck_everywhere(trial, command) > 5
    trial.go("build", ANY)


def test_a_load_killed_before_any_statement_is_done_by_the_next(trial: Trial) -> None:
    trial.go("load", Random(5))
    for number in range(1, 400, 13):
        trial.arrive()
        if trial.go("load", ANY, Kill("statement", number)).code != -signal.SIGKILL:
            break
        trial.go("load", ANY)
    else:
        pytest.fail("it has more statements than that")


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_instant_all_goes_on(seed: int) -> None:
    rounds = Rounds(seed)
    rounds.run(kills=15)
    assert not rounds.failures


@pytest.mark.parametrize("left", ["raw.duckdb.wal", "raw.duckdb.new.wal"])
def test_a_log_without_its_database_does_not_get_into_a_new_one(trial: Trial, left: str) -> None:
    """Who removes a damaged raw.duckdb to load all again must not keep what says that it is loaded already."""
    trial.go("load", ANY, Kill("statement", 10**6))
    raw = trial.home / "raw.duckdb"
    with duckdb.connect(str(raw)) as database:
        database.execute("set wal_autocheckpoint = '1TB'; insert into files values (99, 'a file', 1, 1)")
        copy = raw.with_name(raw.name + ".wal").read_bytes()
    raw.unlink()
    (trial.home / left).write_bytes(copy)
    with open_raw(raw) as database_:
        assert database_.rows("from raw.files") == []
