"""Load and build against their floor: the engine reading the same files, typed, into one table.

    python tests/benchmarks/load_build.py EVENTS_DIR --runs 3

EVENTS_DIR comes from generate.py. Each run is a process of its own, floor and ours in turn; medians are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLOOR = """
import sys, duckdb
from wh import landing
from wh.quoting import literal
columns = ", ".join(f"{literal(name)}: {literal(type_)}" for name, type_ in landing.columns(webhooks=True).items())
connection = duckdb.connect(sys.argv[1])
connection.execute("set enable_progress_bar = false")
connection.execute(
    "create table events as select * from read_json(?, format = 'newline_delimited', columns = {" + columns + "})",
    [sys.argv[2:]],
)
connection.close()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    files = sorted(str(file) for file in options.events.glob("*.jsonl"))
    measured: dict[str, list[tuple[float, float, float]]] = {"floor": [], "load": [], "build": []}
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            measured["floor"].append(timed([sys.executable, "-c", FLOOR, f"{folder}/floor.duckdb", *files]))
        with tempfile.TemporaryDirectory() as folder:
            wh = [str(Path(sys.executable).with_name("wh"))]
            measured["load"].append(timed([*wh, "load", "--home", folder, str(options.events)]))
            measured["build"].append(timed([*wh, "build", "--home", folder]))
    report(measured)


def timed(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MiB of a command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, peak(usage)


def peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def report(measured: dict[str, list[tuple[float, float, float]]]) -> None:
    medians = {
        name: [statistics.median(values) for values in zip(*runs, strict=True)] for name, runs in measured.items()
    }
    for name, (wall, cpu, memory) in medians.items():
        print(f"{name:6} {wall:7.1f} s wall {cpu:7.1f} s CPU {memory:7.0f} MiB")
    ratios = [
        (ours[0] + built[0]) / floor[0]
        for floor, ours, built in zip(measured["floor"], measured["load"], measured["build"], strict=True)
    ]
    print("load + build / floor, wall, pair by pair:", json.dumps([round(ratio, 2) for ratio in ratios]))


if __name__ == "__main__":
    main()
