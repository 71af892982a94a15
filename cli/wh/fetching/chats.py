"""The chats of a state, page by page, as far as they can have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wh.calling.client import Answer, RejectedError, UnavailableError
from wh.errors import FaultError
from wh.fetching.session import Session, entities

OVERLAP = 24 * 3600.0  # seconds before the last pull in which chats are looked at again
RESCAN = 24 * 3600.0  # seconds after which all closed chats are: a late tag moves nothing to the front
CLOSED = "closed"


class Walk:
    """Through the chats of a state: all of them, but of closed ones only those that may be new or changed.

    The first time closed chats are read from the oldest on, from where the last walk stopped: what is closed meanwhile
    comes at the end. Later from the newest on, until a page has nothing new and is older than the last pull, and now
    and then to the end. `since` (seconds since 1970) leaves out chats closed before.
    """

    def __init__(self, session: Session, state: str, since: float, *, is_full: bool) -> None:
        self._session = session
        self._state = state
        self._ledger = ledger = session.ledger
        self._began_at = session.now()
        reach = ledger.fact("reach")  # all chats closed since then are known
        self._is_first = state == CLOSED and (reach is None or since < float(reach))
        self._since = since if self._is_first or reach is None else float(reach)
        self._is_ascending = self._is_first and since == 0
        walked_at = float(ledger.fact("walked_at") or 0)
        self._is_whole = state != CLOSED or self._is_first or is_full or session.now() - walked_at >= RESCAN
        self._settled_at = float(ledger.fact("read_at") or 0) - OVERLAP
        self._is_settled = False

    def run(self) -> None:
        """Reads what may be new; from the beginning where the platform no longer knows where the walk was."""
        if not self._read(self._ledger.fact("cursor") if self._is_ascending else None):
            self._ledger.note("cursor", None)
            if not self._read(None):
                self._session.skip(FaultError(f"{self._state} chats: the platform does not know its own cursor"))

    def _read(self, cursor: str | None) -> bool:
        """Reads from a cursor on; False where the platform does not know one that it gave."""
        is_begun = cursor is not None
        try:
            for page in self._pages(cursor):
                is_begun = True
                if self._is_last(page):
                    break
        except RejectedError as error:
            if is_begun:
                return False
            if self._state == CLOSED:
                raise
            self._session.found.notes.append(error.message)  # an older server does not know the state
        except UnavailableError as error:
            self._session.skip(error)
        else:
            self._session.succeed()
            self._note()
        return True

    def _pages(self, cursor: str | None) -> Iterator[Answer]:
        listing = self._session.version.chats
        order = "asc" if self._is_ascending else "desc"
        return self._session.pages(listing, listing.path, cursor, state=self._state, sortOrder=order)

    def _is_last(self, page: Answer) -> bool:
        """Keeps what is new in a page; returns whether the walk may end here."""
        changed = self._take(page)
        self._session.found.late += changed if self._is_settled else 0
        self._session.show(f"{self._state} chats")
        if self._state != CLOSED:
            return False
        if self._is_ascending:
            self._ledger.note("cursor", page.get(self._session.version.chats.next_))
        newest = max((_closed_at(chat) for chat in entities(page, "userChats")), default=0.0)
        self._is_settled |= not changed and not self._is_first and newest < self._settled_at
        return newest < self._since or (self._is_settled and not self._is_whole)

    def _take(self, page: Answer) -> int:
        """Keeps what is new in a page; returns how many chats are to be read."""
        session, ledger = self._session, self._ledger
        chats = session.remembered(entities(page, "userChats"))
        if self._state == CLOSED and self._since:
            chats = [chat for chat in chats if _closed_at(chat) >= self._since]
        page = page | {"userChats": chats}
        changed = sum(ledger.expect(chat) for chat in chats)
        session.keep(page, session.version.chats, "chats")
        for user in entities(page, "users"):
            if user.get("unifiedId"):
                ledger.want("user", str(user["unifiedId"]), "")
        for chat in chats:
            self._want(chat)
        return changed

    def _want(self, chat: dict[str, Any]) -> None:
        """Notes what a chat names that no page has."""
        if (user := chat.get("userId")) and not self._ledger.has("chats:users", str(user)):
            self._ledger.want("user", str(user), "")
        source = chat.get("source")
        for kind in ("workflow", "supportBot"):
            named = source.get(kind) if isinstance(source, dict) else None
            if isinstance(named, dict) and named.get("id"):
                self._ledger.want(kind, str(named["id"]), chat["id"])

    def _note(self) -> None:
        """Notes how far closed chats are known."""
        if self._state != CLOSED:
            return
        if self._is_whole:
            self._ledger.note("walked_at", self._began_at)
            self._ledger.note("reach", self._since)
            self._ledger.note("cursor", None)
        self._ledger.note("read_at", self._began_at)


def _closed_at(chat: dict[str, Any]) -> float:
    """When a chat was closed, in seconds since 1970; far ahead where it does not say, so that it is looked at."""
    closed_at = chat.get("closedAt")
    if isinstance(closed_at, int | float):
        return closed_at / 1000
    try:  # as the dated API writes it
        return datetime.fromisoformat(str(closed_at)).timestamp()
    except ValueError:
        return float("inf")
