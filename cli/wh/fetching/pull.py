"""A pull: lists, chats state by state, messages of new and changed chats, and what no page had."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wh.calling.client import Client, MissingError, RefusedError, RejectedError, UnavailableError
from wh.calling.keys import KeyPair
from wh.calling.limiter import Clock, Limiter
from wh.calling.versions import REST, VERSIONS, path_of
from wh.errors import FaultError, UsageError
from wh.fetching.chats import Walk
from wh.fetching.journal import Journal
from wh.fetching.ledger import Ledger, Wanted
from wh.fetching.session import Progress, Pulled, Session, entities
from wh.home.home import Home


@dataclass(frozen=True)
class PullOptions:
    """How to pull: `rate` in calls a second; `since`, in seconds since 1970, leaves out chats closed before.

    `is_full` reads all chats and all of their messages again; `is_dry` only finds out how much there is to read.
    """

    base_url: str
    api: str = "v5"
    rate: float = 8.0
    since: float = 0.0
    is_full: bool = False
    is_dry: bool = False


def pull(home: Home, keys: KeyPair, options: PullOptions, clock: Clock, progress: Progress) -> Pulled:
    """Fetches what is new in the channel of a pair of keys into files under events/pull.

    What was fetched is kept, however it ends. A UsageError where keys without a name are of another channel than the
    home; a RefusedError where they are not accepted; another FaultError where nothing can be read.
    """
    limiter, version = Limiter(options.rate, clock), VERSIONS[options.api]
    client = Client(keys, options.base_url, version.headers, limiter, clock)
    with home.pulled():
        channel = client.get(version.channel, REST).get("channel") or {}
        id_ = _channel_id(home, keys, channel)
        journal = Journal(home.path / "events" / "pull" / id_)
        with _ledger(home.ledgers / f"{id_}.sqlite") as ledger:
            kept_out = home.forgotten_hashes()
            session = Session(client, version, ledger, journal, clock, progress, kept_out, is_dry=options.is_dry)
            ledger.note("channel", id_)
            with _ended_by_signals(session):
                _run(session, journal, lambda: _pull(session, channel, options))
    return replace(session.found, calls=client.calls, waited=limiter.waited)


def _channel_id(home: Home, keys: KeyPair, channel: dict[str, object]) -> str:
    """The channel that a key is of; a key without a name is of the only one that was pulled into this home."""
    id_ = str(channel.get("id") or "")
    if not re.fullmatch(r"[\w-]+", id_):  # it becomes the name of a folder
        raise FaultError("the answer names no channel", "is --base-url right?")
    known = sorted(path.stem for path in home.ledgers.glob("*.sqlite"))
    if known and id_ not in known and not keys.name:
        raise UsageError(
            f"the key is of channel {id_}, not of {', '.join(known)}", "give each channel a name in pull.keys"
        )
    return id_


def _run(session: Session, journal: Journal, steps: Callable[[], None]) -> None:
    """Takes the steps; what was fetched until an error or an interrupt is written down."""
    try:
        steps()
    except (FaultError, KeyboardInterrupt):  # of a call, so between two answers
        session.commit()
        raise
    except BaseException:
        journal.drop()
        raise
    session.commit()
    if session.is_interrupted:
        raise KeyboardInterrupt


def _pull(session: Session, channel: dict[str, object], options: PullOptions) -> None:
    ledger, found = session.ledger, session.found
    is_full = ledger.fact("full_from") is not None  # one that was interrupted goes on
    if options.is_full and not is_full:
        is_full = True
        ledger.expect_all()
        ledger.note("full_from", session.now())
    if session.is_news("channel", "channel", channel):
        session.write({"channel": channel})
    _lists(session)
    for state in session.version.states:
        Walk(session, state, options.since, is_full=is_full).run()
    if options.is_dry:
        found.chats = len(ledger.expected())
        found.calls_left = found.chats + len(ledger.wanted())
        return
    _messages(session)
    _names(session)
    ledger.note("skipped", json.dumps(found.skipped))
    ledger.note("blocked", json.dumps(found.blocked))
    if not found.skipped:
        ledger.note("pulled_at", session.now())
        ledger.note("full_from", None)


def _lists(session: Session) -> None:
    """Staff, bots and tags, and whether the platform has stopped to send webhooks."""
    for listing in session.version.lists:
        session.show("lists")
        try:
            for page in session.pages(listing, listing.path):
                session.keep(page, listing, listing.path)
        except (RejectedError, MissingError, RefusedError) as error:  # the key itself is right, as /channel has shown
            session.found.notes.append(error.message)
        except UnavailableError as error:
            session.skip(error)
    with suppress(RejectedError, MissingError, RefusedError, UnavailableError):  # a plan may have no webhooks
        hooks = session.ask(session.version.webhooks)
        session.found.blocked = [
            str(hook.get("name") or hook["id"]) for hook in entities(hooks, "webhooks") if hook.get("blocked")
        ]


def _messages(session: Session) -> None:
    expected = session.ledger.expected()
    for number, (chat_id, known) in enumerate(expected):
        session.show(f"messages of {len(expected):,} chats", len(expected) - number)
        try:
            newest = _read(session, chat_id, known)
        except MissingError:
            session.found.notes.append(f"chat {chat_id} is gone")
            newest = None
        except (UnavailableError, RejectedError) as error:
            session.ledger.fail(chat_id)
            session.skip(error)
            continue
        session.succeed()
        session.ledger.settle(chat_id, newest)
        session.found.chats += 1


def _read(session: Session, chat_id: str, known: str | None) -> str | None:
    """Fetches a chat's messages, of one that is known the new ones only; returns the id of the newest."""
    listing = session.version.messages
    newest: str | None = None
    for page in session.pages(listing, path_of(listing.path, chat_id), sortOrder="asc" if known is None else "desc"):
        messages = session.remembered(entities(page, "messages"))
        bots = entities(page, "bots")
        session.write({key: found for key, found in (("messages", messages), ("bots", bots)) if found})
        session.found.messages += len(messages)
        ids = [message["id"] for message in messages]
        if ids:
            newest = ids[-1] if known is None else newest or ids[0]
        if known in ids:
            break
    return newest


def _names(session: Session) -> None:
    """Asks for customers that no page had, and for workflows and support bots, of which pages have only ids."""
    # a customer who was merged names another, who then is wanted too
    while wanted := session.ledger.wanted():
        for number, each in enumerate(wanted):
            session.show("names", len(wanted) - number)
            is_gone = False
            try:
                _name(session, each)
            except (MissingError, RejectedError):  # deleted, or merged
                is_gone = True
            except UnavailableError as error:
                session.skip(error)
                continue
            session.succeed()
            session.ledger.asked(each, is_gone=is_gone)
        if session.found.skipped:
            return


def _name(session: Session, wanted: Wanted) -> None:
    version = session.version
    if wanted.kind == "user":
        user = session.ask(path_of(version.user, wanted.id)).get("user")
        if isinstance(user, dict) and user.get("id"):
            if session.remembered([user]) and session.is_news("chats", "users", user):
                session.write({"user": user})
            if user.get("unifiedId"):
                session.ledger.want("user", str(user["unifiedId"]), "")
        return
    detail = session.ask(path_of(version.chat, wanted.chat_id))
    if isinstance(found := detail.get(wanted.kind), dict) and found.get("id"):
        session.write({wanted.kind: found})


@contextmanager
def _ledger(path: Path) -> Iterator[Ledger]:
    """A ledger; what is wrong with its file is a FaultError."""
    path.parent.mkdir(exist_ok=True)
    try:
        with closing(Ledger(path)) as ledger:
            yield ledger
    except sqlite3.Error as error:
        raise FaultError(f"{path}: {error}", "to delete it loses no event: all is asked for again") from error


@contextmanager
def _ended_by_signals(session: Session) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the pull between two answers."""
    if threading.current_thread() is not threading.main_thread():  # only that one hears of signals
        yield
        return
    before = {number: signal.signal(number, session.interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
