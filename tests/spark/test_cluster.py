"""The commands with Spark, as a person runs them: killed and run again, on two workers, into a warehouse."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Command
from wh.engine.database import Database
from wh.home.home import Home

SMALL = """
[spark.conf]
"spark.driver.memory" = "1g"
"spark.executor.memory" = "700m"
"spark.executor.cores" = "1"
"spark.sql.adaptive.enabled" = "false"
"spark.sql.shuffle.partitions" = "1"
"spark.driver.extraJavaOptions" = "-XX:TieredStopAtLevel=1"
"""
DEADLINE = 120  # seconds
pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample channel, which builds on Spark in few seconds a model."""
    home = Home.init(tmp_path_factory.mktemp("desk") / "desk", sample=True)
    with (home.path / "wh.toml").open("a", encoding="utf-8") as file:
        file.write(SMALL)
    return home.path


def started(*words: str | Path, home: Path) -> subprocess.Popen[bytes]:
    """`wh` as a process group of its own, so that its Java goes with it."""
    command = [sys.executable, "-m", "wh", *map(str, words), "--home", str(home)]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)


def ran(*words: str | Path, home: Path) -> str:
    """What `wh` says in a process of its own, which must end well: a session of Spark is for a whole process."""
    process = started(*words, home=home)
    said = process.communicate()[1].decode()
    assert process.returncode == 0, said
    return said


def kill(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGKILL) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)
    process.communicate()


def tables(to: Path) -> set[Path]:
    """The tables that are finished, of whatever build."""
    return {path.parent for path in to.glob("builds/*/*/*/_SUCCESS")}


def test_a_killed_build_publishes_nothing_and_the_next_one_goes_on(desk: Path, wh: Command, tmp_path: Path) -> None:
    to = tmp_path / "tables"
    for least in (1, 30):
        process = started("build", "--engine", "spark", "--to", to, home=desk)
        deadline = time.monotonic() + DEADLINE
        while len(tables(to)) < least and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        kill(process)
        assert not (to / "_current").exists()
    before = {path: (path / "_SUCCESS").stat().st_mtime_ns for path in tables(to)}
    assert re.search(r"user_chats \d+", ran("build", "--engine", "spark", "--to", to, home=desk))
    build = to / "builds" / (to / "_current").read_text("utf-8").strip()
    again = {path for path in before if path.exists() and (path / "_SUCCESS").stat().st_mtime_ns != before[path]}
    assert not again
    assert [path.name for path in (to / "builds").iterdir()] == [build.name]
    assert "nothing is new" in ran("build", "--engine", "spark", "--to", to, home=desk)
    _publish_all_and_a_part(wh, desk, to, tmp_path / "reader")


def _publish_all_and_a_part(wh: Command, desk: Path, to: Path, reader: Path) -> None:
    """The tables as a warehouse.duckdb are row by row what DuckDB builds; a part has the chats that it asks for."""
    wh("build", "--home", desk)
    reader.mkdir()
    (reader / "wh.toml").write_text((desk / "wh.toml").read_text("utf-8"), "utf-8")
    wh("publish", "--from", to, "--home", reader)
    with Database() as database:
        database.attach(desk / "warehouse.duckdb", "ours", read_only=True)
        database.attach(reader / "warehouse.duckdb", "theirs", read_only=True)
        for schema, name in database.rows(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = 'theirs' and table_schema in ('main', 'sheets', 'kept')"
        ):
            odd = database.rows(f'from ours."{schema}"."{name}" except all from theirs."{schema}"."{name}"')
            assert not odd, name
        columns = "select relation, name, type, doc from {}.meta.columns order by all"
        assert database.rows(columns.format("ours")) == database.rows(columns.format("theirs"))
        ((channel, since),) = database.rows(
            "select channel_id, median(created_at)::date from ours.user_chats group by all"
        )
        expected = database.value("select count(*) from ours.user_chats where created_at >= ?", [since])
    assert "wrote" in wh("export", "--as", "301", "--reason", "x", "--home", reader, WH_PASSWORD="correcthorse9").err
    said = wh("publish", "--from", to, "--channel", channel, "--since", str(since), "--home", reader)
    assert f": {expected} chats" in said.err
    assert "no chat is of channel 123" in wh.fails(
        "publish", "--from", to, "--channel", "123", "--home", reader, code=2
    )
    with Database(reader / "warehouse.duckdb", read_only=True) as database:
        assert database.value("select count(*) from user_chats") == expected
    assert f"{expected}" in wh("sql", "--csv", "select count(*) from sheets.user_chats", "--home", reader).out
    assert wh.fails("publish", "--from", desk, code=2).startswith(f"error: there are no tables at {desk}")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master with two workers on this machine, from the PySpark package alone."""
    import pyspark

    logs = tmp_path_factory.mktemp("cluster")
    place = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(place),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_WORKER_DIR": str(logs),
        "PYSPARK_PYTHON": sys.executable,
    }
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> Path:
        log = logs / f"{len(running)}.log"
        command = [str(place / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *words]
        with log.open("wb") as file:
            running.append(subprocess.Popen(command, env=environment, stdout=file, stderr=file, start_new_session=True))
        return log

    try:
        address = waited(
            start("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"), r"spark://[\d.:]+"
        )
        where = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0", "--cores", "1", "--memory", "1g")
        for log in [start("worker.Worker", *where, address) for _ in range(2)]:
            waited(log, "Successfully registered with master")
        yield address
    finally:
        for process in running:
            kill(process, signal.SIGTERM)


def waited(log: Path, pattern: str) -> str:
    """What a pattern finds in a log, once it is there."""
    deadline = time.monotonic() + DEADLINE
    while not (found := re.search(pattern, log.read_text("utf-8"))):
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.1)
    return found[0]


def test_a_cluster_gives_the_same_rows(master: str, desk: Path) -> None:
    said = ran("verify", "--engine", "spark", "--master", master, home=desk)
    assert re.search(r"relations of [\d,]+ rows and the checks compared: 0 differences", said)
    assert not list(desk.glob("verify-*"))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("JAVA_HOME", "/nowhere", "JAVA_HOME is /nowhere"), ("PATH", "/nowhere", "Spark needs Java, and there is none")],
)
def test_a_missing_java_is_told_in_one_line(
    name: str, value: str, told: str, wh: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv(name, value)
    assert told in wh.fails("verify", "--home", desk, code=2)


def test_a_missing_pyspark_is_told_with_what_to_install(
    wh: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert wh.fails("verify", "--home", desk, code=2).splitlines() == [
        "error: PySpark is not installed",
        "hint: install pyspark>=4.3,<5 where wh is; docs/scale.md",
    ]
