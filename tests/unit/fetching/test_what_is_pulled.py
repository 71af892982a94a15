"""A pull against a fake channel: everything there is, nothing twice without need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import Desk, a_desk
from fake_channel import BOT, MIO
from wh.calling.client import RefusedError
from wh.calling.keys import KeyPair
from wh.errors import FaultError, UsageError
from wh.fetching.pull import PullOptions, pull
from wh.home.home import hashed


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as made:
        yield made


def test_a_first_pull_has_everything(desk: Desk) -> None:
    found = desk.pull()
    desk.hold_all()
    held = desk.held()
    assert held["channel"]["90001"]["timeZone"] == "Asia/Tokyo"
    assert held["managers"] == {"301": MIO}
    assert len(held["users"]) == 12
    assert (found.chats, found.messages, found.skipped) == (12, 66, [])
    assert found.calls == len(desk.channel.calls) == 1 + 4 + 1 + 6 + 12


def test_a_second_pull_asks_for_no_messages_and_writes_nothing(desk: Desk) -> None:
    desk.pull()
    files = set(desk.home.path.rglob("*.gz"))
    before = len(desk.channel.calls)
    found = desk.pull()
    assert (found.chats, found.messages) == (0, 0)
    assert set(desk.home.path.rglob("*.gz")) == files
    assert len(desk.channel.calls) - before == 1 + 4 + 1 + 6


def test_of_a_changed_chat_the_new_messages_are_read(desk: Desk) -> None:
    desk.pull()
    for number in range(600):
        desk.channel.say("c03", f"more {number}")
    desk.channel.say("c04", "one more")
    before = len(desk.channel.calls)
    found = desk.pull()
    desk.hold_all()
    asked = [path for path, _ in desk.channel.calls[before:] if path.endswith("/messages")]
    assert asked == ["/open/v5/user-chats/c03/messages"] * 2 + ["/open/v5/user-chats/c04/messages"]
    assert found.chats == 2


def test_statistics_that_are_made_again_are_kept_but_no_reason_to_read_messages(desk: Desk) -> None:
    desk.pull()
    desk.channel.chats["c02"] |= {"updatedAt": desk.channel.now + 1, "version": desk.channel.now + 1, "replyCount": 7}
    found = desk.pull()
    desk.hold_all()
    assert (found.chats, found.messages) == (0, 0)


def test_a_late_tag_on_a_closed_chat_is_found_by_a_walk_through_all(desk: Desk) -> None:
    for number in range(1200):
        desk.channel.chat(f"old{number:04}", "closed")
    desk.channel.now += 2 * 24 * 3_600_000
    for number in range(600):
        desk.channel.chat(f"new{number:04}", "closed")
    desk.pull()
    desk.channel.now += 3_600_000
    desk.channel.chats["old0000"] |= {"tags": ["late"]}
    calls = desk.pull().calls
    assert desk.held()["userChats"]["old0000"].get("tags") is None
    desk.channel.now += 25 * 3_600_000
    assert desk.pull().calls > calls
    desk.hold_all()


def test_an_older_server_without_some_states_ends_no_pull(desk: Desk) -> None:
    desk.channel.unknown_states = ("queued", "initial", "missed")
    found = desk.pull()
    desk.hold_all()
    assert (len(found.notes), found.skipped) == (3, [])


def test_wrong_keys_are_refused_and_not_shown(desk: Desk) -> None:
    with pytest.raises(FaultError, match="refuses the access key") as caught:
        pull(desk.home, KeyPair("", "wrong-key", "s"), PullOptions(base_url=desk.url), desk.clock, lambda *_: None)
    assert "wrong-key" not in caught.value.message


def test_a_home_is_of_one_channel(desk: Desk) -> None:
    desk.pull()
    desk.channel.id = "90002"
    with pytest.raises(UsageError, match="the key is of channel 90002, not of 90001"):
        desk.pull()


def test_since_reads_chats_closed_from_then_on_and_a_later_pull_the_rest(desk: Desk) -> None:
    for number in range(1200):
        desk.channel.chat(f"old{number:04}", "closed")
    middle = desk.channel.now / 1000
    for number in range(700):
        desk.channel.chat(f"new{number:04}", "closed")
    desk.pull(since=middle + 0.5)
    chats = desk.held()["userChats"]
    assert {id_[:3] for id_ in chats} == {
        "new",
        *(id_[:3] for id_, chat in desk.channel.chats.items() if chat["state"] != "closed"),
    }
    assert sum(id_.startswith("new") for id_ in chats) == 700
    before = len(desk.channel.calls)
    desk.pull(since=middle + 0.5)
    assert not [path for path, _ in desk.channel.calls[before:] if path.endswith("/messages")]
    desk.pull()
    desk.hold_all()
    before = len(desk.channel.calls)
    assert desk.pull(since=middle).chats == 0  # all were closed within a day before the last pull
    assert len(desk.channel.calls) - before == 1 + 4 + 1 + 5 + 4


def test_since_leaves_out_no_open_chat_that_was_closed_before(desk: Desk) -> None:
    desk.channel.most = 2
    for number in range(7):
        desk.channel.chat(f"again{number}", "opened", closedAt=1000)
    desk.pull(since=desk.channel.now / 1000)
    desk.channel.now += 40 * 3_600_000
    desk.channel.chat("again0", tags=["late"])
    desk.pull(since=desk.channel.now / 1000 - 50 * 3600)
    held = desk.held()["userChats"]
    for id_, chat in desk.channel.chats.items():
        assert held.get(id_) == chat or chat["state"] == "closed"


def test_a_dry_run_says_what_there_is_to_read_and_keeps_nothing(desk: Desk) -> None:
    found = desk.pull(is_dry=True)
    assert (found.chats, found.calls_left, found.calls) == (12, 12, 1 + 4 + 1 + 6)
    assert not list(desk.home.path.rglob("*.gz"))
    assert not (desk.home.path / "events" / "pull").exists()
    assert desk.pull().chats == 12
    desk.hold_all()


def test_names_that_no_page_has_are_asked_for_once(desk: Desk) -> None:
    for number in range(3):
        desk.channel.chat(f"c{number:02}", source={"workflow": {"id": "w1"}, "supportBot": {"id": f"b{number}"}})
    desk.channel.absent_users = {"u-c03", "u-c04", "u-c05"}
    desk.channel.users["u-c03"] = {"id": "u-c03", "type": "unified", "unifiedId": "u-all"}
    desk.channel.users["u-c04"] = {"id": "u-c04", "name": "x"}
    desk.channel.users["u-all"] = {"id": "u-all", "name": "y"}
    desk.pull()
    held = desk.held()
    assert held["workflow"] == {"w1": {"id": "w1", "name": "name of w1"}}
    assert held["supportBot"].keys() == {"b0", "b1", "b2"}
    assert held["user"].keys() == {"u-c03", "u-c04", "u-all"}
    before = len(desk.channel.calls)
    desk.pull()
    assert len(desk.channel.calls) - before == 1 + 4 + 1 + 6


def test_full_reads_everything_again_and_goes_on_where_it_was_ended(desk: Desk) -> None:
    desk.pull()
    desk.channel.messages["c11"][0] |= {"plainText": "edited", "version": 2}
    desk.channel.faults = [desk.stops_after(20)]
    with pytest.raises(RefusedError):
        desk.pull(is_full=True)
    desk.channel.faults = []
    before = len(desk.channel.calls)
    desk.pull()
    asked = [path for path, _ in desk.channel.calls[before:] if path.endswith("/messages")]
    assert 0 < len(asked) < 12
    desk.hold_all()
    assert desk.held()["messages"]["c11-000000"]["plainText"] == "edited"
    assert desk.pull().calls == 1 + 4 + 1 + 6


def test_lists_whose_cursors_are_numbers_are_read_to_their_end(desk: Desk) -> None:
    desk.channel.lists["bots"] = [BOT | {"id": str(number)} for number in range(1100)]
    desk.pull()
    assert len(desk.held()["bots"]) == 1100
    assert [fields.get("since") for path, fields in desk.channel.calls if path.endswith("bots")] == [
        None,
        "500",
        "1000",
    ]


def test_the_platform_tells_of_webhooks_that_it_blocked(desk: Desk) -> None:
    desk.channel.lists["webhooks"] = [{"id": "1", "name": "ours", "blocked": True, "token": "very-secret"}, {"id": "2"}]
    assert desk.pull().blocked == ["ours"]
    assert not any(b"very-secret" in path.read_bytes() for path in desk.home.path.rglob("*") if path.is_file())
    assert "very-secret" not in json.dumps(desk.held())


def test_what_was_forgotten_is_not_written_down(desk: Desk) -> None:
    desk.home.forgotten.write_text("".join(f"{hashed(id_)}\n" for id_ in ("u-c03", "c04", "c05-000001")), "ascii")
    desk.pull()
    desk.pull(is_full=True)
    held = desk.held()
    assert desk.channel.chats.keys() - held["userChats"].keys() == {"c03", "c04"}
    assert "u-c03" not in held["users"]
    assert [id_ for id_ in held["messages"] if id_.startswith(("c03", "c04", "c05"))] == [
        *("c05-000000", "c05-000002", "c05-000003", "c05-000004")
    ]
    assert not [path for path, _ in desk.channel.calls if "/c03/" in path or "/c04/" in path]


def test_a_channel_that_would_be_a_path_is_none(desk: Desk) -> None:
    desk.channel.id = "../../elsewhere"
    with pytest.raises(FaultError, match="names no channel"):
        desk.pull()


def test_the_dated_api_is_another_row_of_the_table(desk: Desk) -> None:
    desk.channel.is_dated = True
    for number in range(250):
        desk.channel.chat(f"more{number:03}", "closed")
    desk.pull(api="2026-06-01")
    desk.hold_all()
    assert {path.rsplit("/", 1)[0] for path, _ in desk.channel.calls if path.endswith("user-chats")} == {"/open"}


def test_calls_stay_below_the_rate(desk: Desk) -> None:
    for number in range(1500):
        desk.channel.chat(f"many{number:04}", "closed")
    started = desk.clock.at = desk.channel.now / 1000
    found = desk.pull()
    assert found.calls >= 1500
    assert found.calls <= 550 + 8 * (desk.clock.at - started) + 1
    assert found.waited > 100
