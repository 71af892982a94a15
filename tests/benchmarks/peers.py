"""`wh` side by side with what one would take instead: the same data, the same result, compared row by row.

    python tests/benchmarks/generate.py /tmp/events --messages 1000000
    python tests/benchmarks/peers.py /tmp/events --runs 3 --folder /tmp/peers

dbt      `dbt run` (dbt-core with dbt-duckdb) of our models' SQL over the raw.duckdb that `wh load` filled
sqlmesh  SQLMesh, likewise
pandas   in_pandas.py, from the event files to fifteen columns of the chats

In each of three scenarios, every command a process of its own, held to two processors:

cold       everything but the last 1 % of events, for the first time
no-op      the same command again, nothing new
increment  the last 1 % has come

SQLMesh looks at its clock, not at its sources: its no-op is `sqlmesh run`, which finds that no model is due, and what
came since is computed by a plan that restates all models. Each peer's result is held to ours after each command: of dbt
and SQLMesh all tables and views of `main` and `sheets`, of pandas its columns. A small cold round that is not counted
comes first, so that nobody pays for compiling Python. Printed are medians, and ratios to ours, pair by pair: of dbt and
SQLMesh, which load nothing, to `wh build`, of pandas to `wh load` and `wh build` together.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
from clients import environments

HERE = Path(__file__).parent
WH = str(Path(sys.executable).with_name("wh"))
PEERS = {"dbt": "dbt", "sqlmesh": "sqlmesh", "pandas": "frames"}  # with the locks of their environments
SCENARIOS = ("cold", "no-op", "increment")
OURS = ("wh load", "wh build", "wh load + build")
VERSIONS = """
from importlib.metadata import distributions
wanted = {"dbt-core", "dbt-duckdb", "sqlmesh", "pandas", "pyarrow", "duckdb"}
print(*sorted(f"{each.name} {each.version}" for each in distributions() if each.name in wanted), sep=", ")
"""
SILENT = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true"}


class Cost(NamedTuple):
    """Seconds, and MiB of memory at the most."""

    wall: float
    cpu: float
    memory: float


Costs = dict[tuple[str, str], Cost]  # by scenario and contender


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path, help="from generate.py")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, required=True, help="a new one, for homes and projects")
    parser.add_argument("--without", default="", help="peers to leave out, as in sqlmesh,pandas")
    options = parser.parse_args()
    without = set(options.without.split(","))
    if without - {"", *PEERS}:
        parser.error(f"--without knows {', '.join(PEERS)}")
    peers = [peer for peer in PEERS if peer not in without]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    for peer in peers:
        print(f"{peer}: {environments.ran(PEERS[peer], VERSIONS)}", end="", flush=True)
    folder = options.folder.absolute()
    folder.mkdir(parents=True)
    beginning(options.events, folder / "beginning")
    measured(folder / "beginning", folder / "uncounted", peers, SCENARIOS[:1])
    report([measured(options.events, folder / f"run-{n}", rotated(peers, n)) for n in range(options.runs)], peers)


def measured(events: Path, folder: Path, peers: list[str], scenarios: tuple[str, ...] = SCENARIOS) -> Costs:
    """What each command of each scenario costs, in a new folder that is removed when all of them ended well."""
    folder.mkdir()
    last = split(events.absolute(), folder)
    costs: Costs = {}
    timed([WH, "init", str(folder / "home")], folder)
    for scenario in scenarios:
        if scenario == "increment":
            last.rename(folder / "events" / last.name)
        load = timed([WH, "load", "--home", str(folder / "home"), str(folder / "events")], folder)
        build = timed([WH, "build", "--home", str(folder / "home")], folder)
        both = Cost(load.wall + build.wall, load.cpu + build.cpu, max(load.memory, build.memory))
        costs |= {(scenario, name): cost for name, cost in zip(OURS, (load, build, both), strict=True)}
        for peer in peers:
            if scenario == "cold" and peer != "pandas":
                timed([sys.executable, str(HERE / "peer_projects.py"), peer, *paths(folder, peer, "home")], folder)
            costs[scenario, peer] = timed(command(peer, scenario, folder), folder)
        for peer in peers:
            result = "pandas.parquet" if peer == "pandas" else f"{peer}/peer.duckdb"
            timed(
                [sys.executable, str(HERE / "peer_results.py"), *paths(folder, "home/warehouse.duckdb", result)], folder
            )
    shutil.rmtree(folder)
    return costs


def command(peer: str, scenario: str, folder: Path) -> list[str]:
    """What brings a peer's result up to the events."""
    python = environments.python(PEERS[peer])
    if peer == "pandas":
        return [str(python), "-I", str(HERE / "in_pandas.py"), *paths(folder, "events", "pandas.parquet")]
    project = str(folder / peer)
    program = str(python.with_name(peer))
    if peer == "dbt":
        return [program, "run", "--project-dir", project, "--profiles-dir", project]
    plan = ["plan", "--auto-apply", "--no-prompts"]
    words = {"cold": plan, "no-op": ["run"], "increment": [*plan, "--restate-model", "*"]}
    return [program, "--paths", project, *words[scenario]]


def paths(folder: Path, *names: str) -> list[str]:
    return [str(folder / name) for name in names]


def rotated(peers: list[str], turns: int) -> list[str]:
    """The peers in another order, so that none always comes first."""
    turns %= max(len(peers), 1)
    return peers[turns:] + peers[:turns]


def split(events: Path, folder: Path) -> Path:
    """Links the event files in a folder, without the last 1 % of all lines; returns the file with these."""
    files = sorted(events.glob("*.jsonl"))
    shutil.copytree(events, folder / "events", copy_function=os.symlink)
    counts = []
    for file in files:
        with file.open("rb") as lines:
            counts.append(sum(1 for _ in lines))
    late = sum(counts) // 100
    if late > counts[-1]:
        raise SystemExit(f"error: the last file of {events} has less than 1 % of the events")
    shortened = folder / "events" / files[-1].name
    shortened.unlink()
    last = folder / "events-last.jsonl"
    with files[-1].open("rb") as lines, shortened.open("wb") as before, last.open("wb") as after:
        before.writelines(islice(lines, counts[-1] - late))
        after.writelines(lines)
    return last


def beginning(events: Path, folder: Path) -> None:
    """The lists and the first 5,000 events."""
    shutil.copytree(events, folder, ignore=shutil.ignore_patterns("*.jsonl"))
    first = min(events.glob("*.jsonl"))
    with first.open("rb") as lines, (folder / first.name).open("wb") as out:
        out.writelines(islice(lines, 5_000))


def timed(command: list[str], folder: Path) -> Cost:
    """What a command costs that must end well; it runs in the folder, with its output in a file."""
    said = folder / "said.txt"
    with said.open("wb") as out:
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=os.environ | SILENT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"error: {' '.join(command)}\n{said.read_text('utf-8')[-5_000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak(usage))


def peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def report(rounds: list[Costs], peers: list[str]) -> None:
    print("\n| | | wall s | CPU s | peak MiB | wall, ours = 1 | CPU, ours = 1 |\n|---|---|---|---|---|---|---|")
    for scenario in SCENARIOS:
        for name in (*OURS, *peers):
            wall, cpu, memory = map(statistics.median, zip(*(costs[scenario, name] for costs in rounds), strict=True))
            cells = [scenario, name, f"{wall:.1f}", f"{cpu:.1f}", f"{memory:,.0f}", *ratios(rounds, scenario, name)]
            print(f"| {' | '.join(cells)} |")


def ratios(rounds: list[Costs], scenario: str, name: str) -> list[str]:
    """A peer's wall and CPU time over ours, the median of the rounds; nothing for our own."""
    if name in OURS:
        return ["", ""]
    ours = "wh load + build" if name == "pandas" else "wh build"
    pairs = [(costs[scenario, name], costs[scenario, ours]) for costs in rounds]
    return [f"{statistics.median(theirs[i] / mine[i] for theirs, mine in pairs):.1f}" for i in (0, 1)]


if __name__ == "__main__":
    main()
