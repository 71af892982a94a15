"""Time that passes only when somebody waits."""

from __future__ import annotations

from fake_channel import AT


class FakeClock:
    """A clock that goes on when somebody waits."""

    def __init__(self) -> None:
        self.at = AT / 1000

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
