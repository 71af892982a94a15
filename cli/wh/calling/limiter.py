"""No more calls than the platform lets a channel make: a bucket of calls for lists, and one for all else.

The platform counts calls of all keys of a channel and forgets ten a second; who goes beyond is answered 429. Ours fill
at a lower rate, begin half full, and are emptied when an answer says that little is left.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

from wh.calling.versions import LISTS, REST

BURST = {LISTS: 50, REST: 500}  # half of what the platform allows at once
LITTLE = 0.1  # of a bucket


class Clock(Protocol):
    """Time, and waiting for it."""

    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Waits."""


class Wall:
    """The real one."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)


class Limiter:
    """Waits before a call until it is allowed; `waited` is how long in all, in seconds."""

    def __init__(self, rate: float, clock: Clock) -> None:
        self.waited = 0.0
        self._rate = rate
        self._clock = clock
        self._tokens = {name: float(burst) for name, burst in BURST.items()}
        self._filled_at = clock.now()

    def await_turn(self, bucket: str) -> None:
        """Returns when a call of a bucket may be made, and counts it."""
        self._fill()
        if (lacking := 1 - self._tokens[bucket]) > 0:
            self.pause(lacking / self._rate)
            self._fill()
        self._tokens[bucket] -= 1

    def heed(self, bucket: str, headers: Mapping[str, str]) -> None:
        """Slows down where an answer says that the platform's bucket is nearly full."""
        try:
            left, limit = int(headers["x-ratelimit-remaining"]), int(headers["x-ratelimit-limit"])
        except (KeyError, ValueError):
            left, limit = 1, 1
        if left < LITTLE * limit or headers.get("x-ratelimit-will-be-throttled", "").lower() == "true":
            self._tokens[bucket] = min(self._tokens[bucket], 0.0)

    def pause(self, seconds: float) -> None:
        """Waits, and counts it."""
        self.waited += seconds
        self._clock.sleep(seconds)

    def _fill(self) -> None:
        now = self._clock.now()
        for name, burst in BURST.items():
            self._tokens[name] = min(burst, self._tokens[name] + max(now - self._filled_at, 0.0) * self._rate)
        self._filled_at = now
