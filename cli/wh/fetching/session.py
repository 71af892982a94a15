"""What the steps of a pull share: calls, pages, and what is written when.

What is fetched goes into the journal, what is known into the ledger; the journal's file is on the disk before the
ledger is, so that a kill costs calls, never data. Both are written between two answers only: what is known then has
been written down as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wh.calling.client import Answer, Client, UnavailableError
from wh.calling.limiter import Clock
from wh.calling.versions import LISTS, REST, Listing, Version
from wh.errors import FaultError
from wh.fetching.journal import Journal
from wh.fetching.ledger import Ledger
from wh.home.home import hashed

MOST_CALLS = 200  # between two commits
MOST_SECONDS = 30.0
MOST_FAILED = 5  # items in a row
_ABOUT = ("id", "userId", "chatId", "personId")  # fields that say whom or what an entity is about
Progress = Callable[[str, int, int | None], None]


@dataclass
class Pulled:
    """What a pull came to; `skipped` could not be read, and is read by the next one."""

    chats: int = 0  # new or changed, whose messages were read
    late: int = 0  # of these, the closed ones beyond where a pull that does not walk through all would have stopped
    messages: int = 0
    calls: int = 0
    waited: float = 0.0  # seconds for the limit
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)  # webhooks
    calls_left: int = 0  # of a dry run


class Session:
    """A pull of one channel. `kept_out` are hashes of ids that were forgotten; `is_dry` keeps nothing."""

    def __init__(
        self,
        client: Client,
        version: Version,
        ledger: Ledger,
        journal: Journal,
        clock: Clock,
        progress: Progress,
        kept_out: frozenset[str],
        *,
        is_dry: bool = False,
    ) -> None:
        self.found = Pulled()
        self.version = version
        self.ledger = ledger
        self.is_interrupted = False
        self._client = client
        self._journal = journal
        self._clock = clock
        self._progress = progress
        self._kept_out = kept_out
        self._is_dry = is_dry
        self._is_asking = False
        self._failed = 0
        self._committed_calls = client.calls
        self._committed_at = clock.now()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock.now()

    def interrupt(self, *_: object) -> None:
        """Ends the pull: at once while it waits for an answer, else before the next call."""
        self.is_interrupted = True
        if self._is_asking:
            raise KeyboardInterrupt

    def ask(self, path: str, bucket: str = REST, fields: Mapping[str, str] | None = None) -> Answer:
        """What a path gives. The only place where a KeyboardInterrupt comes up."""
        self._is_asking = True
        try:
            if self.is_interrupted:
                raise KeyboardInterrupt
            return self._client.get(path, bucket, fields)
        finally:
            self._is_asking = False

    def pages(self, listing: Listing, path: str, cursor: str | None = None, **fields: str) -> Iterator[Answer]:
        """The pages of a listing, from a cursor on. An UnavailableError where one comes twice: they have no end."""
        bucket = LISTS if listing is self.version.chats else REST
        seen: set[str] = set()
        while True:
            since = {} if cursor is None else {listing.since: cursor}
            page = self.ask(path, bucket, {"limit": str(listing.limit), **fields, **since})
            yield page
            self._commit_now_and_then()
            cursor = None if page.get(listing.next_) in (None, "") else str(page[listing.next_])
            if cursor is None or page.get("hasNext") is False:
                return
            if cursor in seen:
                raise UnavailableError(f"{path}: its pages have no end")
            seen.add(cursor)

    def write(self, document: Mapping[str, Any]) -> None:
        """Writes a document for the next load, if anything is in it."""
        if document and not self._is_dry:
            self._journal.add(document)

    def keep(self, page: Answer, listing: Listing, source: str) -> None:
        """Writes what a page has that is new, or differs from what the source said before."""
        news = {
            key: [each for each in self.remembered(entities(page, key)) if self.is_news(source, key, each)]
            for key in listing.keeps
        }
        self.write({key: items for key, items in news.items() if items})

    def remembered(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those that are not about what was forgotten."""
        if not self._kept_out:
            return found
        return [each for each in found if not {hashed(str(each.get(name))) for name in _ABOUT} & self._kept_out]

    def is_news(self, source: str, key: str, entity: Mapping[str, Any]) -> bool:
        """Whether an entity differs from what the source said before."""
        return self.ledger.is_news(f"{source}:{key}", entity)

    def skip(self, error: FaultError) -> None:
        """Goes on without something; a FaultError where nothing can be read any more."""
        self.found.skipped.append(error.message)
        self._failed += 1
        if self._failed >= MOST_FAILED:
            raise FaultError(
                f"nothing can be read any more: {error.message}", "run it again later, it goes on"
            ) from error

    def succeed(self) -> None:
        """Something could be read."""
        self._failed = 0

    def show(self, what: str, left: int | None = None) -> None:
        """Shows how far the pull is; `left` calls are still to be made."""
        calls = self._client.calls
        self._progress(what, calls, None if left is None else calls + left)

    def commit(self) -> None:
        """Writes down what was fetched and what is known."""
        if self._is_dry:
            return
        self._journal.finish()
        self.ledger.commit()
        self._committed_calls, self._committed_at = self._client.calls, self._clock.now()

    def _commit_now_and_then(self) -> None:
        calls, seconds = self._client.calls - self._committed_calls, self._clock.now() - self._committed_at
        if calls >= MOST_CALLS or seconds >= MOST_SECONDS:
            self.commit()


def entities(page: Answer, key: str) -> list[dict[str, Any]]:
    """The entities of a list in a page; the list may be missing."""
    items = page.get(key)
    return [each for each in items if isinstance(each, dict) and each.get("id")] if isinstance(items, list) else []
