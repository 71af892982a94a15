"""What a request is answered."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wh.listening.receiver import Receiver
from wh.listening.spool import NotStoredError, Spool

TOKEN = "0123456789abcdef"


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    made = Spool(tmp_path)
    yield made
    made.close()


def answer(spool: Spool, query: str = f"token={TOKEN}", body: bytes = b"{}", **environ: Any) -> tuple[str, str]:
    """Status and text that a request gets."""
    told: list[str] = []
    receiver = Receiver(spool, "/channel-talk", ["older", TOKEN])
    fixed = {"REQUEST_METHOD": "POST", "PATH_INFO": "/channel-talk", "QUERY_STRING": query}
    text = receiver(fixed | {"wsgi.input": io.BytesIO(body)} | environ, lambda status, _: told.append(status))
    return told[0], b"".join(text).decode()


def test_a_body_with_a_right_token_is_stored(spool: Spool) -> None:
    assert answer(spool) == ("200 OK", "stored\n")
    assert answer(spool, "token=older") == ("200 OK", "stored\n")
    assert spool.stored == 2


@pytest.mark.parametrize("body", [b"not JSON", b"[]", b"\xff\xfe", b'{"event": "never heard of"}'])
def test_whatever_it_holds(spool: Spool, body: bytes) -> None:
    assert answer(spool, body=body) == ("200 OK", "stored\n")
    assert spool.stored == 1


@pytest.mark.parametrize(
    "query",
    [
        *("", "token=", "token", f"token={TOKEN[:-1]}", f"token={TOKEN}0", f"token={TOKEN.upper()}", f"tokens={TOKEN}"),
        *(f"token={TOKEN}&token={TOKEN}", f"token={TOKEN}&token=other", "token=%00", "token=%ff", "token=あ"),
    ],
)
def test_any_other_token_is_refused_and_nothing_stored(
    spool: Spool, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert answer(spool, query)[0] == "401 Unauthorized"
    assert spool.stored == 0
    assert "wrong token" in caplog.text
    assert TOKEN[:-1] not in caplog.text


def test_an_empty_body_is_fine_and_not_stored(spool: Spool) -> None:
    assert answer(spool, body=b" \r\n") == ("200 OK", "empty\n")
    assert spool.stored == 0


def test_other_methods_and_paths_are_told_so(spool: Spool) -> None:
    assert answer(spool, REQUEST_METHOD="GET")[0] == "405 Method Not Allowed"
    assert answer(spool, PATH_INFO="/")[0] == "404 Not Found"
    assert answer(spool, REQUEST_METHOD="HEAD", PATH_INFO="/nowhere") == ("404 Not Found", "")


def test_health_says_how_much_came_and_when(spool: Spool) -> None:
    ask: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "query": ""}
    assert json.loads(answer(spool, **ask)[1]) == {"stored": 0, "seconds_since_last": None}
    answer(spool)
    assert json.loads(answer(spool, **ask)[1]) == {"stored": 1, "seconds_since_last": 0}
    assert answer(spool, **ask | {"REQUEST_METHOD": "HEAD"}) == ("200 OK", "")


def test_a_body_that_is_not_stored_is_not_acknowledged(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: bytes) -> None:
        raise NotStoredError

    monkeypatch.setattr(spool, "put", full)
    assert answer(spool) == ("503 Service Unavailable", "not stored\n")
