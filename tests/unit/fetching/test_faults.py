"""A pull while calls, and lists do what they like: no chat is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import Desk, a_desk, broken
from fake_channel import reply
from wh.errors import FaultError

NOTHING_NEW = 1 + 4 + 1 + 6  # calls


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as made:
        yield made


def test_a_chat_that_cannot_be_read_keeps_no_other_from_being_read(desk: Desk) -> None:
    desk.where(lambda path, _: "/c03/messages" in path, broken)
    found = desk.pull()
    assert [what[:48] for what in found.skipped] == ["/open/v5/user-chats/c03/messages: no answer to 6"]
    assert desk.ledger_says().waiting == 1
    assert desk.ledger_says().pulled_at is None
    desk.channel.faults = []
    before = len(desk.channel.calls)
    assert desk.pull().skipped == []
    assert [path for path, _ in desk.channel.calls[before:] if "messages" in path] == [
        "/open/v5/user-chats/c03/messages"
    ]
    assert desk.ledger_says().pulled_at is not None
    desk.hold_all()


def test_where_nothing_can_be_read_a_pull_ends_and_the_next_one_begins_with_others(desk: Desk) -> None:
    desk.where(lambda path, _: path.endswith("/messages") and path[20:23] < "c06", broken)
    for read in (0, 6):
        with pytest.raises(FaultError, match=r"nothing can be read any more: .*c04"):
            desk.pull()
        assert 12 - desk.ledger_says().waiting == read
    desk.channel.faults = []
    desk.pull()
    desk.hold_all()


@pytest.mark.parametrize("state", ["opened", "closed"])
def test_a_cursor_that_expires_amid_a_walk_is_a_reason_to_begin_anew(desk: Desk, state: str) -> None:
    for number in range(1200):
        desk.channel.chat(f"more{number:04}", state)
    seen: list[str] = []

    def expire(_: str, fields: dict[str, str]) -> bool:
        if fields.get("state") == state and "since" in fields and not seen:
            seen.append(state)
            desk.channel.epoch += 1
        return False

    desk.where(expire, broken)
    assert desk.pull().skipped == []
    desk.hold_all()


def test_a_cursor_that_expires_between_two_pulls_is_a_reason_to_begin_anew(desk: Desk) -> None:
    for number in range(1200):
        desk.channel.chat(f"more{number:04}", "closed")
    desk.where(lambda _, fields: fields.get("state") == "closed" and "since" in fields, broken)
    assert len(desk.pull().skipped) == 1
    desk.channel.faults = []
    desk.channel.epoch += 1
    assert desk.pull().skipped == []
    desk.hold_all()


def test_a_first_walk_goes_on_where_it_stopped(desk: Desk) -> None:
    for number in range(1200):
        desk.channel.chat(f"more{number:04}", "closed")
    desk.where(lambda _, fields: fields.get("state") == "closed" and "since" in fields, broken)
    desk.pull()
    desk.channel.faults = []
    before = len(desk.channel.calls)
    desk.pull()
    closed = [fields for _, fields in desk.channel.calls[before:] if fields.get("state") == "closed"]
    assert [("since" in fields, fields["sortOrder"]) for fields in closed] == [(True, "asc")] * 2
    desk.hold_all()


def test_pages_without_end_are_not_read_for_ever(desk: Desk) -> None:
    desk.channel.lists["chatTags"] = [{"id": "1", "channelId": "90001", "key": "a", "name": "a"}]
    desk.where(
        lambda path, _: path.endswith("/chat-tags") or "/c07/messages" in path,
        lambda handler: reply(handler, 200, {"chatTags": [], "messages": [], "next": "again"}),
    )
    found = desk.pull()
    assert [what.rsplit("/", 1)[1] for what in found.skipped] == [
        "chat-tags: its pages have no end",
        "messages: its pages have no end",
    ]
    desk.channel.faults = []
    desk.pull()
    desk.hold_all()


def test_a_full_last_page_may_have_a_cursor_too(desk: Desk) -> None:
    desk.channel.is_generous = True
    desk.channel.most = 4
    assert desk.pull().skipped == []
    desk.hold_all()


@pytest.mark.parametrize("order", ["closedAt", "updatedAt", "random"])
def test_chats_that_move_while_lists_are_read_are_met_now_or_next_time(desk: Desk, order: str) -> None:
    desk.channel.order = order
    desk.channel.most = 3
    moves = iter([("c00", "closed"), ("c02", "opened"), ("c03", "closed"), ("c05", "snoozed"), ("c08", "opened")])

    def move(path: str, _: dict[str, str]) -> bool:
        if path.endswith("/user-chats") and (each := next(moves, None)):
            desk.channel.chat(*each)
            desk.channel.say(each[0], "moved")
        return False

    desk.where(move, broken)
    desk.pull()
    desk.channel.now += 30 * 3_600_000
    desk.pull()
    desk.hold_all()


def test_a_message_between_a_list_and_its_messages_is_read_at_most_once_more(desk: Desk) -> None:
    def write(path: str, _: dict[str, str]) -> bool:
        if path == "/open/v5/user-chats/c04/messages":
            desk.channel.say("c04", "just now")
        return False

    desk.where(write, broken)
    desk.pull()
    desk.channel.faults = []
    assert desk.pull().chats == 1
    assert desk.pull().calls == NOTHING_NEW
    desk.hold_all()


def test_odd_texts_are_written_as_they_came(desk: Desk) -> None:
    for text in ("\0", "\u2028\u2029\x85", "\ud83d", "x" * 450_000, "{}\r\n", "👩‍👩‍👧"):
        desk.channel.say("c00", text, **{"👩": {"𝒌": text}})
    desk.channel.chat("c00", profile={"👩\n": "\ud83d"})
    desk.pull()
    desk.hold_all()


def test_a_chat_that_is_gone_is_told_and_asked_for_no_more(desk: Desk) -> None:
    desk.where(lambda path, _: "/c05/messages" in path, lambda handler: reply(handler, 404, {}))
    found = desk.pull()
    assert (found.skipped, found.notes) == ([], ["chat c05 is gone"])
    assert desk.pull().calls == NOTHING_NEW


@pytest.mark.parametrize("path", ["/open/v4/managers", "/open/v5/webhooks", "/open/v5/bots"])
@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_a_list_that_a_plan_does_not_have_ends_no_pull(desk: Desk, path: str, status: int) -> None:
    desk.where(lambda asked, _: asked == path, lambda handler: reply(handler, status, {"message": "no"}))
    found = desk.pull()
    assert found.skipped == []
    desk.hold_all()
