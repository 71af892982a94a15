"""What a pull knows of a channel: what it has, what it still has to read, and where it stopped.

Losing it costs calls, never data: everything would be fetched and loaded again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

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
    pending blob,        -- the signature that its messages are to be read for; null: none
    failures integer not null default 0
) without rowid;
create table if not exists wanted (
    kind text,           -- of what pages do not have: user, workflow, supportBot
    id text,
    chat_id text not null, -- where a workflow or support bot is named
    is_asked integer not null default 0, -- 2: it, or its chat, was gone
    primary key (kind, id)
) without rowid;
"""


class Wanted(NamedTuple):
    """Something that a chat names and that no page had."""

    kind: str
    id: str
    chat_id: str


class Ledger:
    """A SQLite file. Nothing is written before `commit`, and then all of it."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("pragma synchronous = full")
        self._database.execute("pragma cache_spill = off")  # so that others can read until the commit
        self._database.executescript(_SCHEMA)
        self._database.execute("begin")

    def commit(self) -> None:
        """Writes all that was noted since the last commit."""
        self._database.execute("commit")
        self._database.execute("begin")

    def close(self) -> None:
        """Forgets what was not committed."""
        self._database.close()

    def fact(self, name: str) -> str | None:
        """A fact about the channel, None where it was never noted."""
        found = self._database.execute("select value from facts where name = ?", (name,)).fetchone()
        return found and str(found[0])

    def note(self, name: str, value: object | None) -> None:
        """Notes a fact, as text; None takes it away."""
        if value is None:
            self._database.execute("delete from facts where name = ?", (name,))
        else:
            self._database.execute("insert or replace into facts values (?, ?)", (name, str(value)))

    def is_news(self, kind: str, entity: Entity) -> bool:
        """Whether an entity differs from how it was last seen; it is noted as seen."""
        told = _hash(entity)
        found = self._database.execute(
            "select hash from entities where kind = ? and id = ?", (kind, entity["id"])
        ).fetchone()
        if found and found[0] == told:
            return False
        self._database.execute("insert or replace into entities values (?, ?, ?)", (kind, entity["id"], told))
        return True

    def has(self, kind: str, id_: str) -> bool:
        """Whether an entity was ever seen."""
        return bool(self._database.execute("select 1 from entities where kind = ? and id = ?", (kind, id_)).fetchone())

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

    def expect_all(self) -> None:
        """Notes that everything is to be read and written again, messages from the first one on."""
        self._database.execute("delete from entities")
        self._database.execute("update chats set pending = coalesce(pending, signature), message_id = null")
        self._database.execute("update wanted set is_asked = 0")

    def expected(self) -> list[tuple[str, str | None]]:
        """The chats whose messages are to be read, each with the newest one that was; those that failed come last."""
        return self._database.execute(
            "select id, message_id from chats where pending is not null order by failures, id"
        ).fetchall()

    def settle(self, chat_id: str, message_id: str | None) -> None:
        """Notes that a chat's messages were read, and the newest one."""
        settled = "update chats set signature = pending, pending = null, failures = 0 where id = ?"
        self._database.execute(settled, (chat_id,))
        if message_id is not None:
            self._database.execute("update chats set message_id = ? where id = ?", (message_id, chat_id))

    def forget(self, ids: Collection[str]) -> None:
        """Takes ids out, so that not a byte of them is left."""
        for statement in (
            "delete from chats where id = ?",
            "delete from entities where id = ?",
            "delete from wanted where id = ?",
            "update wanted set chat_id = '', is_asked = 1 where chat_id = ?",
            "update chats set message_id = null where message_id = ?",
        ):
            self._database.executemany(statement, [(id_,) for id_ in ids])
        self._database.execute("commit")
        self._database.execute("vacuum")
        self._database.execute("begin")

    def fail(self, chat_id: str) -> None:
        """Notes that a chat's messages could not be read."""
        self._database.execute("update chats set failures = failures + 1 where id = ?", (chat_id,))

    def want(self, kind: str, id_: str, chat_id: str) -> None:
        """Notes that something is to be asked for, once; again where the chat that named it before was gone."""
        self._database.execute("insert or ignore into wanted values (?, ?, ?, 0)", (kind, id_, chat_id))
        again = (
            "update wanted set chat_id = ?, is_asked = 0 where kind = ? and id = ? and is_asked = 2 and chat_id <> ?"
        )
        self._database.execute(again, (chat_id, kind, id_, chat_id))

    def wanted(self) -> list[Wanted]:
        """What is to be asked for."""
        found = self._database.execute("select kind, id, chat_id from wanted where is_asked = 0 order by kind, id")
        return [Wanted(*row) for row in found]

    def asked(self, wanted: Wanted, *, is_gone: bool) -> None:
        """Notes that something was asked for; it or its chat may be gone."""
        self._database.execute(
            "update wanted set is_asked = ? where kind = ? and id = ?", (2 if is_gone else 1, wanted.kind, wanted.id)
        )


class State(NamedTuple):
    """How complete what was pulled of a channel is. Instants are seconds since 1970, None where that never was."""

    channel: str | None
    pulled_at: float | None
    walked_at: float | None
    since: float | None
    chats: int
    waiting: int
    skipped: list[str]
    blocked: list[str]


def state(path: Path) -> State:
    """What the ledger at `path` says; it may be written meanwhile."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        facts = dict(database.execute("select name, value from facts"))
        chats, waiting = database.execute("select count(*), count(pending) from chats").fetchone()

    def instant(name: str) -> float | None:
        return float(facts[name]) if name in facts else None

    return State(
        channel=facts.get("channel"),
        pulled_at=instant("pulled_at"),
        walked_at=instant("walked_at"),
        since=instant("reach"),
        chats=chats,
        waiting=waiting,
        skipped=json.loads(facts.get("skipped", "[]")),
        blocked=json.loads(facts.get("blocked", "[]")),
    )


def _hash(entity: Entity) -> bytes:
    told = {key: value for key, value in entity.items() if value not in (None, [], {})}
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode("ascii"), digest_size=16).digest()
