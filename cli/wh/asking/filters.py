"""Which chats an export takes: the filters, their words held against what the warehouse knows, and the period."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from wh.engine.database import Database
from wh.errors import UsageError, nearest

_BOUND = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?")
_SUBTREE = "/*"
INSTANTS = {
    "createdAt": "created_at",
    "firstAskedAt": "first_asked_at",
    "firstOpenedAt": "first_opened_at",
    "openedAt": "opened_at",
    "closedAt": "closed_at",
}
_WORDS = {  # filters whose words the warehouse knows: their options, what a word names
    "tags": ("--tag", "tag"),
    "any_tags": ("--any-tag", "tag"),
    "no_tags": ("--no-tag", "tag"),
    "assignees": ("--assignee", "manager"),
    "managers": ("--manager", "manager"),
    "teams": ("--team", "team"),
    "mediums": ("--medium", "medium"),
    "chats": ("--chat", "chat"),
    "channels": ("--channel", "channel"),
}


@dataclass(frozen=True)
class Filters:
    """Which chats go out: all conditions hold together, an empty one is none.

    `start` and `until` are dates or date-times of the channel's zone, or instants where they have an offset.
    """

    tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    no_tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    mediums: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    by: str = "createdAt"
    start: str | None = None
    until: str | None = None
    most: int | None = None

    def said(self) -> dict[str, object]:
        """The filters in force, for those who read of the export later."""
        return {name: value for name, value in asdict(self).items() if value not in ((), None)}

    @property
    def period(self) -> str:
        """The period in words; "" where all dates are taken."""
        if not (self.start or self.until):
            return ""
        ends = [f"from {self.start}" if self.start else "", f"until {self.until} (not included)" if self.until else ""]
        return f"{self.by} " + " ".join(filter(None, ends))


def known_filters(database: Database, filters: Filters) -> Filters:
    """`filters` with ids in the place of names and e-mails; a UsageError of a word that nothing here has."""
    found: dict[str, Any] = {}
    for name, (option, kind) in _WORDS.items():
        if words := getattr(filters, name):
            parameters = {"words": list(words)} if kind == "chat" else None  # there are too many chats to look at all
            known = database.query("sql/export/filter_words.sql", parameters, kind=kind)
            words = map(_tag_name, words) if kind == "tag" else words
            found[name] = tuple(id_ for word in words for id_ in _named(option, kind, word, known))
    return replace(filters, **found)


def _named(option: str, kind: str, word: str, known: Sequence[tuple[str, str | None]]) -> list[str]:
    """The ids that a word names, of those `known` with their names; of a tag the word, also with the subtree's `/*`."""
    if ids := [id_ for id_, _ in known if id_ == word]:
        return ids
    names = [(id_, name) for id_, name in known if name and name.lower() == word.lower()]
    if kind == "tag":
        subtree = word.rstrip("/*") + "/"
        if inside := [id_ for id_, _ in known if id_.startswith(subtree)]:
            if word.endswith(_SUBTREE):
                return [word]
            raise UsageError(f"{option} {word}: no chat has that tag", f"'{subtree}*' takes the {len(inside)} below it")
    elif names:
        return [id_ for id_, _ in names]
    by_fold = {_folded(each): each for pair in known for each in pair if each}
    if "," in word and all(_folded(part) in by_fold for part in word.split(",")):
        raise _not_a_list(option, word, [by_fold[_folded(part)] for part in word.split(",")])
    alike = by_fold.get(_folded(word), word)
    raise UsageError(f"{option} {word}: there is no such {kind}", nearest(alike, by_fold.values()) if by_fold else "")


def _not_a_list(option: str, word: str, parts: Sequence[str]) -> UsageError:
    told = " ".join(f"{option} {shlex.quote(part)}" for part in parts)
    return UsageError(f"{option} {word}: this is one word", f"several are given one by one: {told}")


def check_words(option: str, given: Sequence[str], words: Sequence[str]) -> None:
    """A UsageError of one that is none of the words that the option takes."""
    for word in given:
        if word not in words:
            if "," in word and set(word.split(",")) <= set(words):
                raise _not_a_list(option, word, word.split(","))
            raise UsageError(f"{word} is not a value of {option}", nearest(word, words))


def _tag_name(word: str) -> str:
    """A tag as the warehouse writes it."""
    return unicodedata.normalize("NFC", word).strip(" \t\r\n\u00a0\u3000")  # as the macro tag_name


def _folded(word: str) -> str:
    """A word without the difference of case and width."""
    return unicodedata.normalize("NFKC", word).casefold()


def month(word: str, today: date) -> tuple[str, str]:
    """The first date of a month, "2025-05" or "last", and that of the next."""
    first = today.replace(day=1)
    if word == "last":
        first = (first - timedelta(days=1)).replace(day=1)
    else:
        try:
            first = date.fromisoformat(f"{word}-01")
        except ValueError:
            raise UsageError(f"{word} is not a month", "months are written 2025-05, or last") from None
    return str(first), str((first + timedelta(days=31)).replace(day=1))


def bound(value: str | None) -> datetime | None:
    """One end of a period: a time of the channel's zone, or an instant where it has an offset."""
    if not value:
        return None
    with suppress(ValueError):
        if _BOUND.fullmatch(value):
            return datetime.fromisoformat(value)
    raise UsageError(f"{value} is not a date", "dates are written 2025-05-01, 2025-05-01T18:00 or 2025-05-01T09:00Z")


def choose_chats(database: Database, filters: Filters, owned: tuple[str, ...] | None = None) -> None:
    """Puts the chats that the filters let through into the table `chosen`: of the channels `owned`, or of all."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(filters).items()}
    by = INSTANTS[str(values.pop("by"))]
    ends = {"start": bound(filters.start), "until": bound(filters.until)}
    channels = {
        "channels": values.pop("channels") or list(owned or ()),
        "is_all": not filters.channels and owned is None,
    }
    database.run("sql/export/chosen_channels.sql", channels)
    values["most"] = filters.most if filters.most is not None else 1 << 62
    database.run("sql/export/chosen.sql", values | ends, by=by, **ends)
