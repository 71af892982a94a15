"""What an export is asked for: which chats, which sheets, how, why, and whether who asks may have it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime

from wh.engine.database import Database
from wh.errors import FaultError, UsageError, nearest
from wh.exporting.password import check_password
from wh.exporting.sheets import DURATIONS
from wh.home.home import Home
from wh.models.model import model_named

_BOUND = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?")
FORMATS = ("xlsx", "json", "both", "jsonl", "parquet")
INSTANTS = {
    "createdAt": "created_at",
    "firstAskedAt": "first_asked_at",
    "firstOpenedAt": "first_opened_at",
    "openedAt": "opened_at",
    "closedAt": "closed_at",
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
    by: str = "createdAt"
    start: str | None = None
    until: str | None = None
    most: int | None = None

    def said(self) -> dict[str, object]:
        """The filters in force, for those who read of the export later."""
        return {name: value for name, value in asdict(self).items() if value not in ((), None)}


@dataclass(frozen=True)
class Request:
    """What to export, how, for whom and why. The password is kept out of every representation."""

    owner: str
    reason: str
    password: str = field(repr=False)
    filters: Filters = Filters()
    sheets: tuple[str, ...] = ()
    format: str = "xlsx"
    messages: bool = True
    private: bool = False
    durations: str = "clock"
    about: bool = True
    mask: bool = False
    memory_limit: str | None = None


def check_request(request: Request) -> None:
    """A UsageError unless every word of the request is one that an export knows."""
    check_password(request.password)
    if not request.reason.strip():
        raise UsageError("an export needs a reason", 'say it with --reason "…"; it goes into the export log')
    _known("--format", request.format, FORMATS)
    _known("--durations", request.durations, DURATIONS)
    _known("--by", request.filters.by, INSTANTS)
    for option, column, given in (
        ("--state", "state", request.filters.states),
        ("--priority", "priority", request.filters.priorities),
    ):
        for word in given:
            _known(option, word, model_named("user_chats").contract.column(column).words)
    start, until = bound(request.filters.start), bound(request.filters.until)
    if start and until and (start.tzinfo is None) == (until.tzinfo is None) and start >= until:
        raise UsageError(f"--from {start} is not before --to {until}", "--to is not included")


def owner_id(database: Database, home: Home, who: str) -> str:
    """The id of the manager whom `who` names by id or e-mail; a FaultError where they may not export."""
    found = database.query("sql/export/owner.sql", {"who": who, "owners": list(home.settings.owners)})
    if not found:
        raise UsageError(
            f"no manager has the id or e-mail {who}", "see `wh sql 'select id, email, role from managers'`"
        )
    id_, is_owner = found[0]
    if not is_owner:
        raise FaultError(
            f"{who} is not an owner of the channel", "only owners may export; `owners` in wh.toml can name more"
        )
    return str(id_)


def _known(option: str, value: str, words: Iterable[str]) -> None:
    if value not in words:
        raise UsageError(f"{value} is not a value of {option}", nearest(value, words))


def bound(value: str | None) -> datetime | None:
    """One end of a period: a time of the channel's zone, or an instant where it has an offset."""
    if not value:
        return None
    with suppress(ValueError):
        if _BOUND.fullmatch(value):
            return datetime.fromisoformat(value)
    raise UsageError(f"{value} is not a date", "dates are written 2025-05-01, 2025-05-01T18:00 or 2025-05-01T09:00Z")
