"""The versions of the Open API: paths, and what a page is like. Another version is another row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BASE_URL = "https://api.channel.io"
LISTS, REST = "lists", "rest"  # the two buckets of calls that the platform counts


@dataclass(frozen=True)
class Listing:
    """A path that gives pages: `key` holds the items of a page, `next_` what to send as `since` for the next one."""

    path: str
    key: str
    limit: int = 500
    fixed: Mapping[str, str] = field(default_factory=dict)
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
    user: str
    states: tuple[str, ...]


V5 = Version(
    headers={},
    channel="/open/v5/channel",
    lists=(
        Listing("/open/v5/managers", "managers"),
        Listing("/open/v4/managers", "managers"),  # has role and username, which v5 lacks
        Listing("/open/v5/bots", "bots"),
        Listing("/open/v5/chat-tags", "chatTags"),
    ),
    chats=Listing("/open/v5/user-chats", "userChats"),
    messages=Listing("/open/v5/user-chats/{id}/messages", "messages"),
    user="/open/v5/users/{id}",
    states=("opened", "snoozed", "queued", "initial", "missed", "closed"),
)
