"""Inputs of odd sizes, each loaded and built within --memory-limit 1GB: seconds and peak memory of the process.

    python tests/benchmarks/odd_sizes.py [--memory-limit 1GB] [NAME …]

The floor, in the same run, is the load of as many plain events in one file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import Process
from pathlib import Path
from typing import Any

AT = 1_750_000_000_000
MANY_FILES, MANY_LINES, LONG_LINE, MANY_KEYS, MANY_REJECTS = 100_000, 3_000_000, 500_000_000, 20_000, 1_000_000


def message(number: int, **fields: Any) -> str:
    """A webhook of a customer's message."""
    chat = {"chatId": f"c{number // 6}", "channelId": "1", "chatType": "userChat", "personType": "user"}
    entity = {"id": f"m{number}", **chat, "personId": f"u{number // 6}", "createdAt": AT + number, "version": 1}
    return json.dumps({"event": "push", "type": "message", "entity": {**entity, "plainText": "hi", **fields}})


def in_one_file(folder: Path, lines: Iterator[str]) -> None:
    with (folder / "events.jsonl").open("w") as file:
        file.writelines(line + "\n" for line in lines)


def plain(folder: Path) -> None:
    """As many events as there are files below."""
    in_one_file(folder, (message(number) for number in range(MANY_FILES)))


def files_of_one_event(folder: Path) -> None:
    for number in range(MANY_FILES):
        (folder / f"{number:06}.json").write_text(message(number))


def short_lines(folder: Path) -> None:
    """Pages of 20 bytes without an event."""
    in_one_file(folder, ('{"messages":[      ]}' for _ in range(MANY_LINES)))


def foreign_lines(folder: Path) -> None:
    """Lines of 20 bytes that are no events: more rejects than a load takes."""
    in_one_file(folder, ('{"nothing":   "else"}' for _ in range(MANY_LINES)))


def a_long_page(folder: Path) -> None:
    """A page in one line, as an API may give it."""
    count = LONG_LINE // (len(message(1)) + 10)
    with (folder / "page.jsonl").open("w") as file:
        file.write('{"messages":[' + json.dumps(json.loads(message(0))["entity"]))
        file.writelines("," + json.dumps(json.loads(message(number))["entity"]) for number in range(1, count))
        file.write('],"next":null}\n' + message(count) + "\n")


def a_long_text(folder: Path) -> None:
    """A message that nobody wrote, between two others."""
    in_one_file(folder, iter([message(1), message(2, plainText="x" * LONG_LINE), message(3)]))


def profile_keys(folder: Path) -> None:
    """Customers with 20 keys each, none of which another has."""
    keys = [[f"key{number:06}" for number in range(start, start + 20)] for start in range(0, MANY_KEYS, 20)]
    users = ({"id": f"u{i}", "channelId": "1", "profile": dict.fromkeys(each, "v")} for i, each in enumerate(keys))
    documents = ({"event": "upsert", "type": "user", "entity": {**user, "version": 1}} for user in users)
    in_one_file(folder, (line for i, each in enumerate(documents) for line in (json.dumps(each), message(i * 6))))


def rejects(folder: Path) -> None:
    """Events of which each lacks its chat."""
    in_one_file(folder, (message(number, chatId=None) for number in range(MANY_REJECTS)))


CASES: dict[str, Callable[[Path], None]] = {
    each.__name__: each
    for each in (
        plain,
        files_of_one_event,
        short_lines,
        foreign_lines,
        a_long_page,
        a_long_text,
        profile_keys,
        rejects,
    )
}


def measured(words: list[str]) -> str:
    """Runs `wh` and tells its exit code, seconds, and the most memory that it had."""
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "wh", *words], stderr=subprocess.PIPE, text=True)
    said = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    last = said.strip().splitlines()[-1] if said.strip() else ""
    return f"{status >> 8} {time.monotonic() - started:7.1f} s {used.ru_maxrss / 1000:8,.0f} MB   {last[:100]}"


def main() -> None:
    """Prints a line for each load and each build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=list(CASES))
    parser.add_argument("--memory-limit", default="1GB")
    options = parser.parse_args()
    for name in options.names:
        with tempfile.TemporaryDirectory() as home:
            events = Path(home) / "events"
            events.mkdir()
            making = Process(target=CASES[name], args=(events,))  # what it takes is not what `wh` takes
            making.start()
            making.join()
            for command in ("load", "build"):
                paths = [str(events)] if command == "load" else []
                words = [command, *paths, "--home", home, "--memory-limit", options.memory_limit]
                print(f"{name:20} {command:6} {measured(words)}", flush=True)


if __name__ == "__main__":
    main()
