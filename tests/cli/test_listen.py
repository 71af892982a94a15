"""`wh listen`: whatever was answered 200 is in the warehouse after the next build."""

from __future__ import annotations

import http.client
import json
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from conftest import Command, message, webhook
from listener import TOKEN, Listener, listening


def body(id_: str, **fields: object) -> bytes:
    return json.dumps(webhook(message(id_, **fields)), indent=1).encode()


def loaded(wh: Command) -> set[str]:
    """The messages in the home after a load."""
    wh("load", "events/webhooks")
    with duckdb.connect(str(wh.home / "raw.duckdb"), read_only=True) as raw:
        return {id_ for (id_,) in raw.execute("select id from messages").fetchall()}


@pytest.fixture
def ready(wh: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A home, in the current folder."""
    monkeypatch.chdir(wh.home)
    return wh


@pytest.fixture
def listener(ready: Command) -> Iterator[Listener]:
    with listening(ready.home) as started:
        yield started


def test_what_came_is_in_the_warehouse_after_it_ended(ready: Command, listener: Listener) -> None:
    assert listener.post(body("m1")) == 200
    assert listener.post(body("m2", plainText="x" * 1_000_000)) == 200
    assert listener.post(b"no JSON is rejected by the load, not here") == 200
    assert listener.post(body("m3"), "/channel-talk?token=wrong") == 401
    code, said = listener.end()
    assert code == 0
    assert said.endswith("ended: 3 webhooks stored\n")
    assert TOKEN not in said
    assert loaded(ready) == {"m1", "m2"}


def test_a_body_that_is_too_large_is_refused(ready: Command) -> None:
    with listening(ready.home, "--max-body", "10KB") as small:
        with socket.create_connection(("127.0.0.1", small.port)) as raw:
            head = f"POST /channel-talk?token={TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n"
            raw.sendall(head.encode())
            assert raw.recv(100).startswith(b"HTTP/1.1 413")
        assert small.post(body("m1")) == 200


def test_torn_and_slow_bodies(ready: Command, listener: Listener) -> None:
    """Of a connection that ends early nothing is stored; one that takes its time, in chunks, keeps nobody out."""
    head = f"POST /channel-talk?token={TOKEN} HTTP/1.1\r\nHost: x\r\n"
    with socket.create_connection(("127.0.0.1", listener.port)) as torn:
        torn.sendall(f"{head}Content-Length: 500\r\n\r\n".encode() + body("torn")[:100])
    with socket.create_connection(("127.0.0.1", listener.port)) as slow:
        slow.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        sent = body("slow")
        for start in range(0, len(sent), 50):
            chunk = sent[start : start + 50]
            slow.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            assert listener.post(body(f"m{start}")) == 200
        slow.sendall(b"0\r\n\r\n")
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
    assert listener.end()[0] == 0
    found = loaded(ready)
    assert "slow" in found
    assert "torn" not in found


def test_a_second_listener_is_told_of_the_first(ready: Command, listener: Listener) -> None:
    said = ready.fails("listen", code=1, WH_WEBHOOK_TOKEN="x")
    assert f"is being listened in by wh (PID {listener.process.pid})" in said


def test_a_port_that_is_taken_is_one_line(listener: Listener, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with listening(tmp_path / "other", "--port", str(listener.port)) as second:
        assert second.process.wait() == 1
        assert second.process.stderr
        assert "Address already in use" in second.process.stderr.read()


def test_tokens_come_from_a_file_that_only_its_owner_reads(ready: Command) -> None:
    assert "the token of the webhook is not known" in ready.fails("listen", code=2)
    file = ready.home / "webhook.token"
    file.write_text("older\nnewer\n", "utf-8")
    file.chmod(0o644)
    assert f"chmod 600 {file}" in ready.fails("listen", code=2)


def send_on(listener: Listener, name: str, acknowledged: set[str]) -> None:
    """Sends one body after the other until nobody answers."""
    connection = listener.connection()
    for number in range(100_000):
        id_ = f"{name}-{number}"
        try:
            connection.request("POST", f"/channel-talk?token={TOKEN}", body(id_))
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return
        if answer.status == 200:
            acknowledged.add(id_)


def struck(home: Path, number: signal.Signals, run: int, acknowledged: set[str]) -> None:
    """A listener that is sent bodies by 64 senders, and gets a signal at some moment."""
    listener = Listener(home)
    senders = [
        threading.Thread(target=send_on, args=(listener, f"{run}-{each}", acknowledged), daemon=True)
        for each in range(64)
    ]
    for each in senders:
        each.start()
    time.sleep(random.Random(run).uniform(0.05, 0.6))
    listener.end(number)
    for each in senders:
        each.join(60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_acknowledged_outlives_an_end_amid_senders(ready: Command, number: signal.Signals) -> None:
    acknowledged: set[str] = set()
    for run in range(2):
        struck(ready.home, number, run, acknowledged)
    with listening(ready.home) as last:
        last.end()
    assert acknowledged
    assert not acknowledged - loaded(ready)


@pytest.mark.slow
def test_what_was_acknowledged_outlives_a_hundred_kills(ready: Command) -> None:
    acknowledged: set[str] = set()
    for run in range(100):
        struck(ready.home, signal.SIGKILL, run, acknowledged)
    with listening(ready.home) as last:
        last.end()
    assert len(acknowledged) > 1000
    assert not acknowledged - loaded(ready)
