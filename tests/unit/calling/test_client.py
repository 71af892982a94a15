"""One call, and all that can become of it."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import urllib3

from fake_channel import ACCESS, SECRET, FakeChannel, reply, serving
from fake_clock import FakeClock
from wh.calling import client as clients
from wh.calling.client import Client, MissingError, RefusedError, RejectedError, UnavailableError
from wh.calling.keys import KeyPair
from wh.calling.limiter import Limiter
from wh.calling.versions import REST
from wh.errors import FaultError, UsageError

PATH = "/open/v5/channel"
Handler = BaseHTTPRequestHandler


@pytest.fixture
def channel() -> Iterator[FakeChannel]:
    made = FakeChannel()
    with serving(made) as url:
        made.lists["url"] = [{"id": url}]
        yield made


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def client(channel: FakeChannel, clock: FakeClock) -> Client:
    return Client(KeyPair("", ACCESS, SECRET), channel.lists["url"][0]["id"], {}, Limiter(8, clock), clock)


def first(channel: FakeChannel, times: int, fault: Callable[[Handler], object]) -> None:
    """The first calls go wrong."""

    def strike(handler: Handler) -> bool:
        if len(channel.calls) > times:
            return False
        fault(handler)
        return True

    channel.faults = [strike]


def answered(status: int, body: Any = b"", **headers: str) -> Callable[[Handler], None]:
    return lambda handler: reply(handler, status, body, **headers)


def cut(handler: Handler) -> None:
    """Fewer bytes than were promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"channel": ')
    handler.close_connection = True


def reset(handler: Handler) -> None:
    handler.close_connection = True


@pytest.mark.parametrize(
    "fault",
    [
        *(answered(status, body) for status in (500, 502, 503) for body in (b"", b"<html>", {"message": "later"})),
        *(answered(200, b'{"channel": {'), answered(200, b""), answered(200, b"[]"), cut, reset),
    ],
)
def test_what_may_be_better_next_time_is_asked_again(
    client: Client, channel: FakeChannel, clock: FakeClock, fault: Callable[[Handler], None]
) -> None:
    first(channel, 3, fault)
    before = clock.now()
    assert client.get(PATH, REST)["channel"]["id"] == "90001"
    assert len(channel.calls) == client.calls == 4
    assert 0.6 <= clock.now() - before <= 7


def test_what_stays_wrong_is_an_error_after_six_tries(client: Client, channel: FakeChannel) -> None:
    first(channel, 99, answered(503, {"error": {"message": "closed for today"}}))
    with pytest.raises(UnavailableError, match="no answer to 6 calls \\(503 closed for today\\)"):
        client.get(PATH, REST)
    assert len(channel.calls) == 6


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry_After": "7"}, 7, 7),
        ({"Retry_After": "Tue, 01 Apr 2025 09:33:30 GMT", "x_ratelimit_reset": "1"}, 10, 10),
        ({"Retry_After": "0"}, 1, 1),
        ({"Retry_After": "100000"}, 120, 120),
        ({"x_ratelimit_reset": "1743500005"}, 5, 5),
        ({"x_ratelimit_reset": "1743400000"}, 1, 1),
        ({"Retry_After": "soon", "x_ratelimit_reset": "soon"}, 0.2, 1),
        ({}, 0.2, 1),
    ],
)
def test_too_many_calls_wait_as_they_are_told(
    client: Client, channel: FakeChannel, clock: FakeClock, headers: dict[str, str], least: float, most: float
) -> None:
    first(channel, 1, answered(429, **headers))
    before = clock.now()
    client.get(PATH, REST)
    assert least <= clock.now() - before <= most


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, RefusedError), (403, RefusedError), (404, MissingError), (400, RejectedError), (422, RejectedError)],
)
def test_what_another_try_would_not_change_is_an_error_at_once(
    client: Client, channel: FakeChannel, status: int, kind: type[FaultError]
) -> None:
    first(channel, 1, answered(status, {"message": f"no: {ACCESS} {SECRET}"}))
    with pytest.raises(kind, match="no: … …"):
        client.get(PATH, REST)
    assert len(channel.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_keys_go_to_no_other_address(client: Client, channel: FakeChannel, status: int) -> None:
    other = FakeChannel()
    with serving(other) as elsewhere:
        first(channel, 1, answered(status, Location=f"{elsewhere}{PATH}"))
        with pytest.raises(FaultError, match="points to another address"):
            client.get(PATH, REST)
    assert not other.calls


def test_an_answer_without_end_is_not_read(
    client: Client, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "MOST_BYTES", 1000)
    first(channel, 99, answered(200, {"channel": {"id": "x" * 2000}}))
    with pytest.raises(UnavailableError):
        client.get(PATH, REST)


def test_a_platform_that_never_has_time_is_an_error_in_the_end(
    client: Client, channel: FakeChannel, clock: FakeClock
) -> None:
    first(channel, 99, answered(429, **{"Retry_After": "30"}))
    before = clock.now()
    with pytest.raises(UnavailableError, match="no answer to 6 calls \\(429\\)"):
        client.get(PATH, REST)
    assert clock.now() - before == pytest.approx(150)


def test_the_grace_of_the_platform_is_a_reason_to_slow_down(
    client: Client, channel: FakeChannel, clock: FakeClock
) -> None:
    first(channel, 99, answered(200, {"channel": {}}, **{"x_ratelimit_will_be_throttled": "true"}))
    before = clock.now()
    for _ in range(9):
        client.get(PATH, REST)
    assert clock.now() - before == pytest.approx(1.0)


def test_a_bucket_that_is_nearly_full_slows_down(client: Client, channel: FakeChannel, clock: FakeClock) -> None:
    headers = {"x_ratelimit_limit": "1000", "x_ratelimit_remaining": "50"}
    first(channel, 99, answered(200, {"channel": {}}, **headers))
    before = clock.now()
    for _ in range(9):
        client.get(PATH, REST)
    assert clock.now() - before == pytest.approx(1.0)


def test_an_answer_may_be_packed_and_may_come_slowly(client: Client, channel: FakeChannel) -> None:
    packed = gzip.compress(b'{"channel": {"id": "packed"}}')
    first(channel, 1, answered(200, packed, Content_Encoding="gzip"))
    assert client.get(PATH, REST)["channel"]["id"] == "packed"

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(packed)))
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        for byte in packed:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.005)

    first(channel, 2, drip)
    assert client.get(PATH, REST)["channel"]["id"] == "packed"


def test_a_connection_that_is_refused_is_tried_again_and_then_told(clock: FakeClock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    client = Client(KeyPair("", ACCESS, SECRET), url, {}, Limiter(8, clock), clock)
    with pytest.raises(UnavailableError, match="no answer to 6 calls"):
        client.get(PATH, REST)


def test_an_answer_that_is_too_slow_is_given_up(channel: FakeChannel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_TIMEOUT", urllib3.Timeout(connect=1, read=0.05))
    slow = Client(KeyPair("", ACCESS, SECRET), channel.lists["url"][0]["id"], {}, Limiter(8, FakeClock()), FakeClock())
    first(channel, 1, lambda _: time.sleep(0.3))
    assert slow.get(PATH, REST)["channel"]["id"] == "90001"
    assert len(channel.calls) == 2


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    proxy = FakeChannel()
    told: list[str | None] = []

    def listen(handler: Handler) -> bool:
        told.append(handler.headers["Proxy-Authorization"])
        return False

    proxy.faults = [listen]
    with serving(proxy) as url:
        monkeypatch.setenv("http_proxy", url.replace("http://", "http://me:word@"))
        monkeypatch.setenv("no_proxy", "localhost")
        client = Client(KeyPair("", ACCESS, SECRET), "http://127.0.0.1:1", {}, Limiter(8, clock), clock)
        assert client.get(PATH, REST)["channel"]["id"] == "90001"
        assert told == ["Basic bWU6d29yZA=="]
        direct = Client(
            KeyPair("", ACCESS, SECRET), url.replace("127.0.0.1", "localhost"), {}, Limiter(8, clock), clock
        )
        assert direct.get(PATH, REST)["channel"]["id"] == "90001"
        assert told[1:] == [None]


def test_keys_are_not_sent_in_the_clear(clock: FakeClock) -> None:
    with pytest.raises(UsageError, match="is no https address"):
        Client(KeyPair("", ACCESS, SECRET), "http://api.example.com", {}, Limiter(8, clock), clock)
