"""How many webhooks a second `wh listen` puts on the disk and acknowledges, and how its memory grows.

    python tests/benchmarks/listen.py [BODIES]     from the project's root; 2 KB bodies over 64 connections

The floor is the same server with an application that reads the body and stores nothing.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from waitress.server import create_server

from wh.home.home import Home
from wh.listening.listen import CONNECTIONS, THREADS, Address, listen

TOKEN = "0123456789abcdef"
CLIENTS, CONNECTIONS_EACH = 2, 32
BODY = json.dumps({"event": "push", "type": "message", "entity": {"id": "m1", "plainText": "x" * 2000}}).encode()


def store(folder: str, port: int) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    listen(Home.init(Path(folder), sample=False), Address("127.0.0.1", port, "/channel-talk"), [TOKEN], 1 << 24)


def floor(_: str, port: int) -> None:
    def read(environ, start):  # type: ignore[no-untyped-def]
        environ["wsgi.input"].read()
        start("200 OK", [("Content-Length", "0")])
        return []

    create_server(read, port=port, host="127.0.0.1", threads=THREADS, connection_limit=CONNECTIONS).run()


def send(port: int, count: int) -> None:
    def one() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(count // CONNECTIONS_EACH):
            connection.request("POST", f"/channel-talk?token={TOKEN}", BODY)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200

    threads = [threading.Thread(target=one) for _ in range(CONNECTIONS_EACH)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def resident(pid: int) -> float:
    """MiB of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def rate(server, port: int, count: int) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        process = multiprocessing.Process(target=server, args=(folder, port))
        process.start()
        time.sleep(2)
        before = 0.0
        for part in ("first", "second"):
            clients = [multiprocessing.Process(target=send, args=(port, count // CLIENTS)) for _ in range(CLIENTS)]
            started = time.monotonic()
            for each in clients:
                each.start()
            for each in clients:
                each.join()
            taken, now = time.monotonic() - started, resident(process.pid or 0)
            print(
                f"{server.__name__}, {part} {count}: {count / taken:,.0f} a second, {now:.1f} MiB ({now - before:+.1f})"
            )
            before = now
        process.terminate()
        process.join()


if __name__ == "__main__":
    bodies = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rate(floor, 18787, bodies)
    rate(store, 18788, bodies)
