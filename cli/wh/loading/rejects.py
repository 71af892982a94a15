"""Events that could not be kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reject:
    """An event that could not be kept: where it stood and why."""

    path: str
    line: int
    reason: str
    text: str
