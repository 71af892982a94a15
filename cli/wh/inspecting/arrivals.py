"""How events come in by themselves: what was pulled from which channel, and which webhooks came."""

from __future__ import annotations

from datetime import UTC, datetime

from wh.engine.database import Table
from wh.fetching import ledger
from wh.home.home import Home


def pulls(home: Home) -> list[ledger.State]:
    """How complete what was pulled is, of each channel."""
    found = map(ledger.state, sorted(home.ledgers.glob("*.sqlite")))
    return [each for each in found if each.channel]


def pull_table(home: Home) -> Table:
    """A row for each channel that was pulled from."""
    names = ["channel_id", "pulled_at", "all_closed_read_at", "closed_since", "chats", "chats_not_read", "skipped"]
    return names, [_row(each) for each in pulls(home)]


def _row(of: ledger.State) -> tuple[object, ...]:
    since = at(of.since or None)
    return of.channel, at(of.pulled_at), at(of.walked_at), since, of.chats, of.waiting, "; ".join(of.skipped)


def webhook_table(home: Home) -> Table:
    """When the last webhook came, and how many did on the same day (UTC); no row where none ever did."""
    days = sorted((home.path / "events" / "webhooks").glob("[0-9]*"))
    rows = []
    if files := [file for file in days[-1].iterdir() if ".jsonl" in file.name] if days else []:
        bodies = sum(file.read_bytes().count(b"\n") for file in files)
        rows.append((at(max(file.stat().st_mtime for file in files)), days[-1].name, bodies))
    return ["last_at", "day", "bodies_of_the_day"], rows


def at(seconds: float | None) -> datetime | None:
    """An instant in UTC, to the second."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=0)
