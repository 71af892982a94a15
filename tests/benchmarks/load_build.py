"""Loads and builds against floors, the engine doing less with the same files; then what is new.

    python tests/benchmarks/load_build.py EVENTS_DIR… --runs 3 --memory-limit 2GB

Each EVENTS_DIR comes from generate.py; its last two hundredths arrive later, one after the other. Every step is a
process of its own, in a home that is made for it; the limit holds for ours only. Medians are printed, and of several
folders how time grows.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HEAD = """
import sys, json, duckdb
from wh.contracts.kinds import document_types, kinds
from wh.rendering.quoting import identifier, literal
connection = duckdb.connect(sys.argv[1])
connection.execute("set enable_progress_bar = false")

def read(columns):
    said = ", ".join(f"{literal(name)}: {literal(type_)}" for name, type_ in columns.items())
    return "read_json($files, format = 'newline_delimited', columns = {" + said + "})"

def run(sql):
    connection.execute(sql, {"files": sys.argv[2:]} if "$files" in sql else None)
"""
FLOORS = {  # what the engine needs to do less with the same files
    "parsed only": """
run("select count(type), sum(length(entity)) from " + read({"type": "VARCHAR", "entity": "JSON"}))
""",
    "fields of messages": """
fields = {each.name: each.sql_type for each in kinds()[0].fields if not each.fields}
entity = "STRUCT(" + ", ".join(f"{identifier(name)} {type_}" for name, type_ in fields.items()) + ")"
run("create table messages as select unnest(entity) from " + read({"type": "VARCHAR", "entity": entity})
    + " where type = 'message'")
""",
    "keys in a table": """
run("create table events as from " + read(document_types()))
""",
    "fields in tables": """
run("create temp table bodies as from " + read({"type": "VARCHAR", "entity": "JSON"}))
for kind in kinds():
    shape = {each.name: "JSON" if each.fields else each.sql_type for each in kind.fields}
    shape = {name: ["VARCHAR"] if type_ == "VARCHAR[]" else type_ for name, type_ in shape.items()}
    run(f"create table {kind.name} as select unnest(from_json(entity, {literal(json.dumps(shape))})) from bodies"
        f" where lower(type) in ({', '.join(map(literal, kind.types))})")
""",
}
STEPS = (*FLOORS, "load", "build", "first 1 % more", "next 1 % more", "nothing new")
WH = str(Path(sys.executable).with_name("wh"))


@dataclass(frozen=True)
class Cost:
    """What a process took: wall and CPU seconds, and the most memory, in MiB."""

    wall: float
    cpu: float
    peak: float


Costs = dict[str, Cost]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory-limit", default="")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    options = parser.parse_args()
    totals = []
    for events in options.events:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            shares = split(events, Path(folder))
            size = sum(file.stat().st_size for file in shares[0].iterdir())
            runs = [measured(shares, Path(folder), options.memory_limit) for _ in range(options.runs)]
        report(f"{events.name}: a history of {size / 1e9:.2f} GB", runs)
        totals.append((size, statistics.median(full(run) for run in runs)))
    for (small, fast), (large, slow) in itertools.pairwise(totals):
        print(f"{large / small:.2f} times the bytes: exponent {math.log(slow / fast) / math.log(large / small):.3f}")


def split(events: Path, folder: Path) -> list[Path]:
    """Three folders: all but the last two hundredths of the events, and each of these."""
    shares = [folder / name for name in ("history", "first", "next")]
    for share in shares:
        share.mkdir()
    *early, last = sorted(events.glob("*.jsonl"))
    for file in [*events.glob("*.json"), *early]:
        os.link(file, shares[0] / file.name)
    hundredth = sum(file.stat().st_size for file in [*early, last]) // 100
    size = last.stat().st_size
    with last.open("rb") as lines:  # not read as a whole: a child's peak of memory begins with its parent's
        for share, end in zip(shares, (size - 2 * hundredth, size - hundredth, size), strict=True):
            with (share / last.name).open("wb") as out:
                while lines.tell() < end:
                    out.write(lines.readline())
    return shares


def measured(shares: list[Path], folder: Path, memory: str) -> Costs:
    """What each step cost, in a new home."""
    home, table = folder / "home", folder / "floor.duckdb"
    history, first, after = shares
    limit = ["--memory-limit", memory] if memory else []
    build = [WH, "build", "--home", str(home), *limit]
    files = [str(table), *map(str, sorted(history.glob("*.jsonl")))]
    floors = [[sys.executable, "-c", HEAD + floor, *files] for floor in FLOORS.values()]
    commands = [
        *floors,
        [WH, "load", "--home", str(home), *limit, str(history)],
        build,
        [*build, str(first)],
        [*build, str(after)],
        build,
    ]
    subprocess.run([WH, "init", str(home)], check=True, capture_output=True)
    costs = {}
    for step, command in zip(STEPS, commands, strict=True):
        costs[step] = timed(command)
        if step in FLOORS:
            table.unlink()
    shutil.rmtree(home)
    return costs


def timed(command: list[str]) -> Cost:
    """What a command cost; nothing that was written before it waits for the disk."""
    os.sync()
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command[:4])} failed: {said.read().decode()}")
    wall = time.monotonic() - started
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def full(run: Costs) -> float:
    """Seconds of loading and building the whole history."""
    return run["load"].wall + run["build"].wall


def report(title: str, runs: list[Costs]) -> None:
    """Medians of each step, and the ratios, run by run."""
    print(f"\n{title}, medians of {len(runs)}\n")
    print("| | wall s | CPU s | peak MiB |\n|---|---|---|---|")
    for step in STEPS:
        costs = [run[step] for run in runs]
        wall, cpu, peak = (statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak"))
        print(f"| {step} | {wall:.2f} | {cpu:.2f} | {peak:,.0f} |")
    print()
    for floor in FLOORS:
        print(f"CPU of load / {floor}:", *(f"{run['load'].cpu / run[floor].cpu:.2f}" for run in runs))
    for step in STEPS[len(FLOORS) + 2 :]:
        print(f"{step} / (load + build):", *(f"{run[step].wall / full(run):.1%}" for run in runs), flush=True)


if __name__ == "__main__":
    main()
