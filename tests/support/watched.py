"""`wh` as a process of its own that notes what it does, and that kills itself (SIGKILL) at a given point."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.building import build, publish
from wh.engine.database import Database
from wh.exporting import export
from wh.loading import load

PASSWORD = "correcthorse9"
PHASES: dict[str, tuple[str, list[Any]]] = {  # the function, and the places that call it
    "opening raw.duckdb": ("open_raw", [load, export]),
    "loading": ("run", [load._Load]),
    "searching": ("find_touched", [build]),
    "computing": ("make_stale", [build]),
    "auditing": ("audit", [publish]),
    "publishing": ("swap", [publish]),
    "writing the zip": ("_write", [export]),
    "logging": ("_log", [export]),
}
STEPS = ("link", "replace", "unlink", "fsync", "chown", "utime")
NO_LINKS = "no links"  # a file of this name beside the home stands for a file system without hard links
_CODE = "import sys, watched; watched.watch(sys.argv.pop(1), sys.argv.pop(1)); from wh.main import run; run()"


@dataclass(frozen=True)
class Kill:
    """When a command is struck: before its `number`th step on files, or statement to the engine, or after seconds."""

    kind: str = "never"  # step, statement, a phase or seconds
    number: float = 1
    signal: signal.Signals = signal.SIGKILL


NEVER = Kill()


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, what it said, the last phase, how many steps and statements it made."""

    code: int
    said: str
    phase: str
    counts: dict[str, int]


def start(home: Path, *words: str, kill: Kill = NEVER, **options: Any) -> subprocess.Popen[str]:
    """A `wh` in a home that leaves its notes beside it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WH_")}
    environment |= {"WH_HOME": str(home), "WH_PASSWORD": PASSWORD, "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.Popen(
        [sys.executable, "-c", _CODE, str(home.parent), f"{kill.kind}:{kill.number}:{kill.signal}", *words],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def run(home: Path, *words: str, kill: Kill = NEVER) -> Ended:
    """A command from its start to its end or its kill."""
    note = home.parent / "note"
    note.write_text(json.dumps(["starting", {"step": 0, "statement": 0}]))
    (home.parent / "published").write_text("")
    process = start(home, *words, kill=kill)
    if kill.kind == "seconds":
        time.sleep(kill.number)
        process.kill()
    said, _ = process.communicate()
    phase, counts = json.loads(note.read_text())
    return Ended(process.returncode, said, phase, counts)


def stopped(process: subprocess.Popen[str]) -> None:
    """Waits until a process holds itself (SIGSTOP)."""
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), f"it ended with {os.waitstatus_to_exitcode(status)}"


def digest(file: Path) -> str:
    """What a file holds, in short; nothing if there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


def watch(folder: str, kill: str) -> None:
    """Inside the command: notes into `folder` its phases and what it publishes; "step:3" kills it before its third."""
    kind, number, strike = kill.split(":")
    phase, counts = ["begun"], {"step": 0, "statement": 0}
    note = os.open(Path(folder, "note"), os.O_WRONLY | os.O_CREAT)

    def reach(each: str) -> None:
        counts[each] = counts.get(each, 0) + 1
        os.pwrite(note, json.dumps([phase[-1], counts]).ljust(300).encode(), 0)
        if kind == each and counts[each] == int(number):
            os.kill(os.getpid(), int(strike))

    def stepping(done: Callable[..., Any], each: str) -> Callable[..., Any]:
        def counted(*words: Any, **options: Any) -> Any:
            reach(each)
            return done(*words, **options)

        return counted

    def within(done: Callable[..., Any], name: str) -> Callable[..., Any]:
        def told(*words: Any, **options: Any) -> Any:
            if name == "publishing":
                with Path(folder, "published").open("a") as file:
                    file.write(digest(words[0]) + "\n")
            phase.append(name)
            reach(name)
            try:
                return done(*words, **options)
            finally:
                phase.pop()
                phase[-1] = f"after {name}" if len(phase) == 1 else phase[-1]

        return told

    if Path(folder, NO_LINKS).exists():
        os.link = _refuse
    for step in STEPS:
        setattr(os, step, stepping(getattr(os, step), "step"))
    for name, (function, places) in PHASES.items():
        for place in places:
            setattr(place, function, within(getattr(place, function), name))
    vars_of_class: Any = Database
    vars_of_class.execute = stepping(Database.execute, "statement")


def _refuse(*_: object, **__: object) -> None:
    raise PermissionError("no links")
