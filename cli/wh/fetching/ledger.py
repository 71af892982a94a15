"""What a pull knows of a channel: what it has, what it still has to read, and where it stopped.

Losing it costs calls, never data: everything would be fetched and loaded again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Entity = Mapping[str, Any]
# What says that a chat has something new: `updatedAt` and `version` also change when only statistics are made again.
SIGNATURE = (
    *("state", "assigneeId", "teamId", "managerIds", "tags", "name", "description", "title", "userId", "priority"),
    *("openedAt", "closedAt", "snoozedAt", "firstAskedAt", "goalState", "profile"),
    *("userLastMessageId", "frontMessageId", "deskMessageId"),
)
_SCHEMA = """
create table if not exists facts (name text primary key, value text not null) without rowid;
create table if not exists entities (kind text, id text, hash blob not null, primary key (kind, id)) without rowid;
create table if not exists chats (
    id text primary key,
    signature blob,      -- when its messages were read; null before
    message_id text,     -- the newest message that was read
    pending blob         -- the signature that its messages are to be read for; null: none
) without rowid;
"""


class Ledger:
    """A SQLite file. Nothing is written before `commit`, and then all of it."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("pragma synchronous = full")
        self._database.executescript(_SCHEMA)
        self._database.execute("begin")

    def commit(self) -> None:
        """Writes all that was noted since the last commit."""
        self._database.execute("commit")
        self._database.execute("begin")

    def close(self) -> None:
        """Forgets what was not committed."""
        self._database.execute("rollback")
        self._database.close()

    def fact(self, name: str) -> str | None:
        """A fact about the channel, None where it was never noted."""
        found = self._database.execute("select value from facts where name = ?", (name,)).fetchone()
        return found and str(found[0])

    def note(self, name: str, value: str | None) -> None:
        """Notes a fact; None takes it away."""
        if value is None:
            self._database.execute("delete from facts where name = ?", (name,))
        else:
            self._database.execute("insert or replace into facts values (?, ?)", (name, value))

    def is_news(self, kind: str, entity: Entity) -> bool:
        """Whether an entity differs from how it was last seen; it is noted as seen."""
        told = _hash(entity)
        found = self._database.execute(
            "select hash from entities where kind = ? and id = ?", (kind, entity.get("id"))
        ).fetchone()
        if found and found[0] == told:
            return False
        self._database.execute("insert or replace into entities values (?, ?, ?)", (kind, entity.get("id"), told))
        return True

    def expect(self, chat: Entity) -> bool:
        """Notes that a chat's messages are to be read where its signature is new; returns whether it is."""
        told = _hash({name: chat.get(name) for name in SIGNATURE})
        found = self._database.execute("select signature, pending from chats where id = ?", (chat["id"],)).fetchone()
        if found and told == (found[0] if found[1] is None else found[1]):
            return False
        self._database.execute(
            "insert into chats (id, pending) values (?, ?) on conflict (id) do update set pending = excluded.pending",
            (chat["id"], told),
        )
        return True

    def expected(self) -> Iterator[tuple[str, str | None]]:
        """The chats whose messages are to be read, each with the newest message that was."""
        yield from self._database.execute(
            "select id, message_id from chats where pending is not null order by id"
        ).fetchall()

    def settle(self, chat_id: str, message_id: str | None) -> None:
        """Notes that a chat's messages were read, and the newest one."""
        self._database.execute(
            "update chats set signature = pending, pending = null, message_id = coalesce(?, message_id) where id = ?",
            (message_id, chat_id),
        )


def _hash(entity: Entity) -> bytes:
    told = {key: value for key, value in entity.items() if value not in (None, [], {})}
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode("ascii"), digest_size=16).digest()
