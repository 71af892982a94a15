"""`wh export` as a process of its own, to be looked at and struck while it works.

Some hold themselves (SIGSTOP) before each write to the zip, so that a test can do either at just that moment.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from conftest import PASSWORD

HELD = """
from wh.packing import archive
write = archive._Raw.write
archive._Raw.write = lambda *data: os.kill(os.getpid(), signal.SIGSTOP) or write(*data)
"""
BUSY = """
import threading
from wh.exporting import export
def busy(database, *_):
    database.execute("set threads = 1")  # a thread of the engine's own asks about signals only between its tasks
    threading.Timer(0.3, print, ["busy"], {"flush": True}).start()
    database.rows("select sum(sqrt(i)) from range(1_000_000_000_000) as far(i)")
export.choose_chats = busy
"""
_START = "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler); from wh.main import run"


def start(home: Path, *words: str, code: str = "", limit: int | None = None) -> subprocess.Popen[str]:
    """`wh export out/x.zip`, in the current folder and after `code`; its files have at most `limit` bytes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WH_")}
    fixed = ["export", "out/x.zip", "--home", str(home), "--as", "301", "--reason", "x", *words]
    return subprocess.Popen(
        [sys.executable, "-c", f"{_START}\n{code}\nrun()", *fixed],
        env=environment | {"WH_PASSWORD": PASSWORD, "TMPDIR": str(Path("out").absolute())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)) if limit else None,
    )


def stops(process: subprocess.Popen[str]) -> Iterator[int]:
    """Counts the moments at which a process holds itself; it goes on when the next one is asked for."""
    count = 0
    while True:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
            return
        count += 1
        yield count
        os.kill(process.pid, signal.SIGCONT)


def struck(home: Path, number: signal.Signals, seed: int) -> subprocess.Popen[str]:
    """A finished export that got a signal at one of its writes."""
    process, at = start(home, "--format", "both", code=HELD), random.Random(seed).randint(1, 12)
    for stop in stops(process):
        if stop == at:
            process.send_signal(number)
    return process
