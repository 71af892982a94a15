"""A pull that the disk, its ledger or the person at the keyboard end: nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, a_desk, broken
from fake_channel import reply
from wh.errors import FaultError
from wh.fetching.journal import Journal
from wh.fetching.ledger import Ledger

NOTHING_NEW = 1 + 4 + 1 + 6  # calls


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as made:
        yield made


@pytest.mark.parametrize("at", range(1, 12))
def test_a_full_disk_ends_a_pull_and_loses_nothing(desk: Desk, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wh.fetching.session.MOST_CALLS", 4)
    writes = 0

    def full(of: Callable[..., Any]) -> Callable[..., Any]:
        def write(*words: Any) -> Any:
            nonlocal writes
            writes += 1
            if writes >= at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return of(*words)

        return write

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "add", full(Journal.add))
        patch.setattr(Journal, "finish", full(Journal.finish))
        patch.setattr(Ledger, "commit", full(Ledger.commit))
        with pytest.raises(OSError, match="No space left"):
            desk.pull()
    assert not list(desk.home.path.rglob(".*.jsonl.gz"))
    desk.pull()
    desk.hold_all()


def test_a_ledger_that_is_damaged_is_told_and_may_be_deleted(desk: Desk) -> None:
    desk.pull()
    file = desk.home.path / "pull" / "90001.sqlite"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(FaultError, match=r"90001\.sqlite: file is not a database") as caught:
        desk.pull()
    assert caught.value.hint == "to delete it loses no event: all is asked for again"
    file.unlink()
    assert desk.pull().chats == 12


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_was_fetched(desk: Desk, number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def interrupt(path: str, _: dict[str, str]) -> bool:
        if "/c06/messages" in path:
            os.kill(os.getpid(), number)
        return False

    desk.where(interrupt, broken)
    with pytest.raises(KeyboardInterrupt):
        desk.pull()
    assert signal.getsignal(number) == before
    assert desk.held()["userChats"] == desk.channel.chats
    desk.channel.faults = []
    asked = len(desk.channel.calls)
    desk.pull()
    assert [path[20:23] for path, _ in desk.channel.calls[asked:] if "messages" in path] == [
        f"c{number:02}" for number in range(6, 12)
    ]
    desk.hold_all()


def test_another_pull_in_the_same_home_is_kept_out(desk: Desk) -> None:
    with desk.home.pulled(), pytest.raises(FaultError, match="is being pulled into by wh"):
        desk.pull()


def test_an_answer_without_a_channel_is_no_platform(desk: Desk) -> None:
    desk.where(lambda *_: True, lambda handler: reply(handler, 200, json.dumps({"ok": True}).encode()))
    with pytest.raises(FaultError, match="names no channel"):
        desk.pull()
