"""What a first pull costs this machine for each chat, with no limit of calls: the platform's is 10 a second.

    python tests/benchmarks/pull.py [CHATS]     from the project's root; chats with 1 to 20 messages

The floor makes the same calls with the same client and keeps nothing.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path += ["tests/support"]

from fake_channel import ACCESS, SECRET, FakeChannel, serving
from wh.calling.client import Client
from wh.calling.keys import KeyPair
from wh.calling.limiter import Limiter, Wall
from wh.calling.versions import REST, VERSIONS, path_of
from wh.fetching.pull import PullOptions, pull
from wh.home.home import Home

KEYS, UNLIMITED = KeyPair("", ACCESS, SECRET), 1e9


def serve(chats: int, here: Connection) -> None:
    channel = FakeChannel()
    for number in range(chats):
        channel.chat(f"c{number:06}", "closed", name=f"customer {number}", profile={"email": "a@example.com"})
        for _ in range(1 + number % 20):
            channel.say(
                f"c{number:06}", "a text of the length that texts mostly have, which is not much more than this"
            )
    with serving(channel) as url:
        here.send(url)
        here.recv()


def floor(url: str, chats: int) -> None:
    client = Client(KEYS, url, {}, Limiter(UNLIMITED, Wall()), Wall())
    for number in range(chats):
        path = path_of(VERSIONS["v5"].messages.path, f"c{number:06}")
        client.get(path, REST, {"limit": "500", "sortOrder": "asc"})


def main() -> None:
    chats = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(chats, theirs), daemon=True)
    server.start()
    url = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        home = Home.init(Path(folder), sample=False)
        spent, began = time.process_time(), time.perf_counter()
        floor(url, chats)
        floor_cpu, floor_wall = time.process_time() - spent, time.perf_counter() - began
        spent, began = time.process_time(), time.perf_counter()
        found = pull(home, KEYS, PullOptions(base_url=url, rate=UNLIMITED), Wall(), lambda *_: None)
        cpu, wall = time.process_time() - spent, time.perf_counter() - began
        written = sum(path.stat().st_size for path in home.path.rglob("*.gz"))
        known = (home.path / "pull" / "90001.sqlite").stat().st_size
    print(f"{found.chats:,} chats, {found.messages:,} messages, {found.calls:,} calls, {wall:.1f} s")
    print(f"CPU a chat: {cpu / chats * 1000:.2f} ms, floor {floor_cpu / chats * 1000:.2f} ms: {cpu / floor_cpu:.2f}")
    print(f"wall: {wall / floor_wall:.2f} of the floor")
    print(f"bytes a chat: {written / chats:,.0f} in files, {known / chats:,.0f} in the ledger")
    ours.send(None)
    server.join()


if __name__ == "__main__":
    main()
