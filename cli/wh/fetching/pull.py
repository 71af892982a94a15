"""A pull: lists, chats state by state, then the messages of new and changed chats.

What is fetched goes into the journal, what is known into the ledger; the journal's file is on the disk before the
ledger is, so that a kill costs calls, never data. Both are written between two answers only: what is known then has
been written down as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from wh.errors import FaultError, UsageError
from wh.fetching.client import Client, MissingError, RejectedError, UnavailableError
from wh.fetching.journal import Journal
from wh.fetching.keys import KeyPair
from wh.fetching.ledger import Ledger
from wh.fetching.limiter import Clock, Limiter
from wh.fetching.versions import BASE_URL, LISTS, REST, V5, Listing, Version
from wh.home.home import Home

MOST_CALLS = 200  # between two commits
MOST_SECONDS = 30.0
MOST_FAILED = 5  # items in a row
Progress = Callable[[str, int, int], None]
_HOUR = 3600


@dataclass(frozen=True)
class PullOptions:
    """How to pull: `rate` in calls a second, `overlap` and `rescan` in seconds; `is_full` reads all chats again."""

    base_url: str = BASE_URL
    rate: float = 8.0
    is_full: bool = False
    overlap: float = 24 * _HOUR
    rescan: float = 24 * _HOUR


@dataclass
class Pulled:
    """What a pull came to."""

    chats: int = 0  # new and changed
    messages: int = 0
    skipped: list[str] = field(default_factory=list)
    calls: int = 0
    waited: float = 0.0


def pull(home: Home, keys: KeyPair, options: PullOptions, clock: Clock, progress: Progress) -> Pulled:
    """Fetches what is new in the channel of a pair of keys into files under events/pull.

    A UsageError where the keys are of another channel than those of the same name before.
    """
    limiter = Limiter(options.rate, clock)
    client = Client(keys, options.base_url, V5.headers, limiter, clock)
    with home.pulled():
        folder = home.path / "pull"
        folder.mkdir(exist_ok=True)
        ledger = Ledger(folder / f"{keys.name or 'keys'}.sqlite")
        try:
            channel = client.get(V5.channel, REST).get("channel") or {}
            known = ledger.fact("channel")
            if known and known != channel.get("id"):
                raise UsageError(
                    f"the key is of channel {channel.get('id')}, not of {known}", "each has a home of its own"
                )
            ledger.note("channel", str(channel["id"]))
            journal = Journal(home.path / "events" / "pull" / str(channel["id"]))
            if ledger.is_news("channel", channel):
                journal.add({"channel": channel})
            found = Pull(client, V5, ledger, journal, options, clock).run(progress)
        finally:
            ledger.close()
    return replace(found, calls=client.calls, waited=limiter.waited)


class Pull:
    """One channel, from where the last pull stopped."""

    def __init__(
        self, client: Client, version: Version, ledger: Ledger, journal: Journal, options: PullOptions, clock: Clock
    ) -> None:
        self.found = Pulled()
        self._client = client
        self._version = version
        self._ledger = ledger
        self._journal = journal
        self._options = options
        self._clock = clock
        self._committed_calls = client.calls
        self._committed_at = clock.now()

    def run(self, progress: Progress = lambda *_: None) -> Pulled:
        """Fetches what is new; an UnavailableError where too much failed. What was fetched is kept in any case."""
        try:
            self._lists()
            for state in self._version.states:
                self._chats(state, progress)
            self._messages(progress)
            self._ledger.note("pulled_at", str(self._clock.now()))
        except FaultError:  # of a call, so between two answers
            self._commit()
            raise
        except BaseException:
            self._journal.drop()
            raise
        self._commit()
        return self.found

    def _commit(self) -> None:
        self._journal.finish()
        self._ledger.commit()
        self._committed_calls, self._committed_at = self._client.calls, self._clock.now()

    def _commit_now_and_then(self) -> None:
        calls, seconds = self._client.calls - self._committed_calls, self._clock.now() - self._committed_at
        if calls >= MOST_CALLS or seconds >= MOST_SECONDS:
            self._commit()

    def _lists(self) -> None:
        for listing in self._version.lists:
            try:
                for page in self._pages(listing, REST):
                    self._keep(page, listing.path)
            except (RejectedError, MissingError) as error:
                self.found.skipped.append(error.message)

    def _keep(self, page: dict[str, Any], source: str) -> None:
        """Writes the lists of a page without what is known already."""
        news = {
            key: fresh
            for key, items in page.items()
            if isinstance(items, list)
            and (fresh := [each for each in items if isinstance(each, dict) and self._is_news(source, key, each)])
        }
        if news:
            self._journal.add(news)

    def _is_news(self, source: str, key: str, entity: dict[str, Any]) -> bool:
        return bool(entity.get("id")) and self._ledger.is_news(f"{source}:{key}", entity)

    def _pages(
        self, listing: Listing, bucket: str, cursor: str | None = None, **fields: str
    ) -> Iterator[dict[str, Any]]:
        """The pages of a listing, from a cursor on; ends where one comes twice."""
        seen: set[str] = set()
        while True:
            since = {} if cursor is None else {listing.since: cursor}
            limit = {"limit": str(listing.limit)}
            page = self._client.get(listing.path, bucket, {**limit, **listing.fixed, **fields, **since})
            yield page
            cursor = None if page.get(listing.next_) is None else str(page[listing.next_])
            if cursor is None:
                return
            if cursor in seen:
                self.found.skipped.append(f"{listing.path}: the cursor came twice")
                return
            seen.add(cursor)

    def _chats(self, state: str, progress: Progress) -> None:
        is_closed = state == "closed"
        is_first = is_closed and self._ledger.fact("walked_at") is None
        whole = not is_closed or is_first or self._options.is_full or self._is_rescan_due()
        cursor = self._ledger.fact("cursor") if is_first else None
        order = "asc" if is_first else "desc"
        try:
            for number, page in enumerate(
                self._pages(self._version.chats, LISTS, cursor, state=state, sortOrder=order)
            ):
                changed = self._take(page)
                progress(f"{state} chats", number, self._client.calls)
                if is_first:
                    self._ledger.note("cursor", page.get(self._version.chats.next_))
                self._commit_now_and_then()
                if not whole and not changed and self._is_old(page):
                    return
        except RejectedError as error:
            if cursor is not None:  # it is no longer known: from the beginning
                self._ledger.note("cursor", None)
                self._chats(state, progress)
                return
            if not is_closed:  # an older server does not know the state
                self.found.skipped.append(error.message)
                return
            raise
        if is_closed and whole:
            self._ledger.note("walked_at", str(self._clock.now()))
            self._ledger.note("cursor", None)

    def _is_rescan_due(self) -> bool:
        walked_at = self._ledger.fact("walked_at")
        return walked_at is None or self._clock.now() - float(walked_at) >= self._options.rescan

    def _is_old(self, page: dict[str, Any]) -> bool:
        newest = max((chat.get("closedAt") or 0 for chat in page.get("userChats", [])), default=0)
        return newest / 1000 < self._clock.now() - self._options.overlap

    def _take(self, page: dict[str, Any]) -> int:
        """Keeps what is new in a page of chats; returns how many of them are to be read."""
        changed = sum(self._ledger.expect(chat) for chat in page.get("userChats", []) if chat.get("id"))
        self._keep({key: items for key, items in page.items() if key != "messages"}, "chats")
        self.found.chats += changed
        return changed

    def _messages(self, progress: Progress) -> None:
        failed = 0
        for number, (chat_id, known) in enumerate(self._ledger.expected()):
            try:
                newest = self._read(chat_id, None if self._options.is_full else known)
            except MissingError:
                newest = None
            except UnavailableError as error:
                self.found.skipped.append(error.message)
                failed += 1
                if failed >= MOST_FAILED:
                    raise FaultError(
                        f"{failed} chats in a row could not be read: {error.message}", "try again later"
                    ) from error
                continue
            failed = 0
            self._ledger.settle(chat_id, newest)
            progress("messages", number, self._client.calls)
            self._commit_now_and_then()

    def _read(self, chat_id: str, known: str | None) -> str | None:
        """Fetches a chat's messages, of one that is known the new ones only; returns the id of the newest."""
        listing = self._version.messages
        at = Listing(listing.path.replace("{id}", chat_id), listing.key, listing.limit, listing.fixed)
        ids: list[str] = []
        for page in self._pages(at, REST, sortOrder="asc" if known is None else "desc"):
            messages = page.get(listing.key) or []
            ids += [message["id"] for message in messages]
            if messages:
                self._journal.add({key: page[key] for key in (listing.key, "bots") if page.get(key)})
            self.found.messages += len(messages)
            if known is not None and known in ids:
                break
        if not ids:
            return None
        return ids[-1] if known is None else ids[0]
