"""What an export is asked for: which chats, which sheets, how, why, and whether who asks may have it."""

from __future__ import annotations

from dataclasses import dataclass, field

from wh.asking.filters import INSTANTS, Filters, bound, check_words
from wh.engine.database import Database
from wh.errors import FaultError, UsageError
from wh.home.home import Home
from wh.models.model import model_named

DURATIONS = {"clock": "clock", "seconds": "seconds", "ms": "integer", "text": "words"}  # the forms of their cells
LANGUAGES = ("en", "ja")
FORMATS = ("xlsx", "json", "both", "jsonl", "parquet")


@dataclass(frozen=True)
class Request:
    """What to export, how, for whom and why. The password is kept out of every representation."""

    owner: str
    reason: str
    password: str = field(repr=False, default="")
    filters: Filters = field(default_factory=Filters)
    sheets: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()  # of columns
    format: str = "xlsx"
    messages: bool = True
    private: bool = False
    durations: str = "clock"
    about: bool = True
    summary: bool = True
    language: str = "en"
    mask: bool = False
    memory_limit: str | None = None


def check_request(request: Request) -> None:
    """A UsageError unless every word of the request is one that an export knows."""
    if not request.reason.strip():
        raise UsageError("an export needs a reason", 'say it with --reason "…"; it goes into the export log')
    check_words("--format", [request.format], FORMATS)
    check_words("--durations", [request.durations], list(DURATIONS))
    check_words("--lang", [request.language], LANGUAGES)
    check_words("--by", [request.filters.by], list(INSTANTS))
    for option, column, given in (
        ("--state", "state", request.filters.states),
        ("--priority", "priority", request.filters.priorities),
    ):
        check_words(option, given, model_named("user_chats").contract.column(column).words)
    start, until = bound(request.filters.start), bound(request.filters.until)
    if start and until and (start.tzinfo is None) == (until.tzinfo is None) and start >= until:
        raise UsageError(f"--from {start} is not before --to {until}", "--to is not included")


@dataclass(frozen=True)
class Owner:
    """Who exports, and the channels whose chats they may have; None where that is all of them."""

    id: str
    channels: tuple[str, ...] | None


def owner_of(database: Database, home: Home, who: str) -> Owner:
    """The manager whom `who` names by id or e-mail; a FaultError where they may not export.

    An owner may have the chats of the channels in which they are one. Whom the settings name may have all, also where
    nothing is known of the staff.
    """
    owners = [owner.lower() for owner in home.settings.owners]
    found = database.query("sql/export/owner.sql", {"who": who, "owners": owners})
    if not found and who.lower() in owners:
        return Owner(who, None)
    if not found:
        raise UsageError(
            f"no manager has the id or e-mail {who}",
            "`owners` in wh.toml can name them; `wh sql 'select id, email, role from managers'` shows who is known",
        )
    id_, _, is_owner, is_named = found[0]
    if not is_owner:
        raise FaultError(
            f"{who} is not an owner of the channel", "only owners may export; `owners` in wh.toml can name more"
        )
    channels = [channel for _, channel, is_owner, _ in found if is_owner]
    return Owner(str(id_), None if is_named or None in channels else tuple(channels))
