"""Calls of a fake channel without a network between: for what needs many of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from fake_channel import FakeChannel
from wh.calling.client import Answer, MissingError, RejectedError, UnavailableError
from wh.calling.keys import KeyPair
from wh.calling.limiter import Clock, Limiter


class KilledError(BaseException):
    """The process is gone."""


class DirectClient:
    """Stands for a client; a pull is killed at call `killed_at`, and calls of paths that `fails` names are in vain."""

    def __init__(self, channel: FakeChannel, limiter: Limiter, killed_at: int | None, fails: str | None) -> None:
        self.calls = 0
        self._channel = channel
        self._limiter = limiter
        self._killed_at = killed_at
        self._fails = fails

    def get(self, path: str, bucket: str, fields: Mapping[str, str] | None = None) -> Answer:
        self._limiter.await_turn(bucket)
        self.calls += 1
        if self.calls == self._killed_at:
            raise KilledError
        if self._fails and self._fails in path:
            raise UnavailableError(path)
        self._channel.calls.append((path, dict(fields or {})))
        status, body = self._channel.answer(path, dict(fields or {}))
        if status == 404:
            raise MissingError(path)
        if status != 200:
            raise RejectedError(path)
        found: Answer = json.loads(json.dumps(body))
        return found


def direct(channel: FakeChannel, killed_at: int | None = None, fails: str | None = None) -> Callable[..., Any]:
    """What makes a client of a fake channel, in the place of the class of the real one."""

    def make(_keys: KeyPair, _url: str, _headers: object, limiter: Limiter, _clock: Clock) -> DirectClient:
        return DirectClient(channel, limiter, killed_at, fails)

    return make
