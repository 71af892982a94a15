"""The versions of the Open API: paths, and what a page is like. Another version is another row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

LISTS, REST = "lists", "rest"  # the two buckets of calls that the platform counts


@dataclass(frozen=True)
class Listing:
    """A path that gives pages: the lists of a page that are kept, and `next_`, to be sent as `since` for the next one.

    Lists that no load knows are left out: a document with nothing else would be rejected.
    """

    path: str
    keeps: tuple[str, ...]
    limit: int = 500
    next_: str = "next"
    since: str = "since"


@dataclass(frozen=True)
class Version:
    """What is asked for, and how."""

    headers: Mapping[str, str]
    channel: str
    lists: tuple[Listing, ...]
    chats: Listing
    messages: Listing
    chat: str
    user: str
    webhooks: str
    states: tuple[str, ...] = ("opened", "snoozed", "queued", "initial", "missed", "closed")


def path_of(path: str, id_: str) -> str:
    """The path for one chat or customer."""
    return path.replace("{id}", quote(id_, safe=""))


_LISTS = (
    Listing("/open/v5/managers", ("managers",)),
    Listing("/open/v4/managers", ("managers",)),  # has role and username, which v5 lacks
    Listing("/open/v5/bots", ("bots",)),
    Listing("/open/v5/chat-tags", ("chatTags",)),
)
_CHATS = ("userChats", "users", "managers", "chatTags")
V5 = Version(
    headers={},
    channel="/open/v5/channel",
    lists=_LISTS,
    chats=Listing("/open/v5/user-chats", _CHATS),
    messages=Listing("/open/v5/user-chats/{id}/messages", ("messages", "bots")),
    chat="/open/v5/user-chats/{id}",
    user="/open/v5/users/{id}",
    webhooks="/open/v5/webhooks",
)
# Its document was not at hand. Known of it: the header, chats, messages, customers, and what a page is like; the rest
# is asked for as before. The header does no harm there.
DATED = replace(
    V5,
    headers={"Channel-Version": "2026-06-01"},
    chats=Listing("/open/user-chats", _CHATS, 100, next_="nextCursor", since="cursor"),
    messages=Listing("/open/user-chats/{id}/messages", ("messages", "bots"), 100, next_="nextCursor", since="cursor"),
    chat="/open/user-chats/{id}",
    user="/open/users/{id}",
)
VERSIONS = {"v5": V5, "2026-06-01": DATED}
