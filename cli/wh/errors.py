"""What can go wrong, reported in one line and a hint.

WhError
├── UsageError   exit 2: the words of the command or the settings are off
└── FaultError   exit 1: a fault in data, a model or a check, or in the machine
    ├── BusyError         another program holds what is needed
    ├── ChangedError      another program changed what was looked at
    ├── DamagedError      a database is not what was written
    └── UnreadableError   a file that the engine cannot make sense of
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MANY = 20  # words; so many are not listed in a hint


class WhError(Exception):
    """An error whose message is meant for the person at the keyboard; `hint` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(WhError):
    """The command line or `wh.toml` asks for something that cannot be."""

    exit_code = 2


class FaultError(WhError):
    """Data, a model, a check or the machine is at fault."""


class BusyError(FaultError):
    """Another program holds what is needed; it may be free a moment later."""


class ChangedError(FaultError):
    """Another program changed a file after it was looked at."""


class DamagedError(FaultError):
    """A database file is not what was written into it."""


class UnreadableError(FaultError):
    """The engine cannot make sense of a file's contents."""


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the word most like an unknown one, else all that are known, of many the five nearest."""
    known = sorted(words)
    if close := get_close_matches(word, known, 1, 0.5):
        return f"did you mean {close[0]}?"
    if len(known) > MANY:
        return f"the nearest of {len(known)} are " + ", ".join(get_close_matches(word, known, 5, 0))
    return "known: " + ", ".join(known)
