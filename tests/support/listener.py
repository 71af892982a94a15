"""`wh listen` as a process of its own, and a sender of webhooks."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "0123456789abcdef"


class Listener:
    """A listener on a free port, and what it is sent."""

    def __init__(self, home: Path, *words: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        code = "from wh.main import run; run()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "listen", "--home", str(home), "--port", str(self.port), *words],
            env=os.environ | {"WH_WEBHOOK_TOKEN": TOKEN},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._await()

    def _await(self) -> None:
        deadline = time.monotonic() + 60
        while self.process.poll() is None:
            assert time.monotonic() < deadline
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.02)
            else:
                return

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def post(self, body: bytes, path: str = f"/channel-talk?token={TOKEN}") -> int:
        """The status that a body is answered."""
        connection = self.connection()
        connection.request("POST", path, body)
        status = connection.getresponse().status
        connection.close()
        return status

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit code, and all that was printed."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out + err


@contextmanager
def listening(home: Path, *words: str) -> Iterator[Listener]:
    """A listener that is ended with the block."""
    listener = Listener(home, *words)
    try:
        yield listener
    finally:
        listener.process.kill()
        listener.process.communicate()
