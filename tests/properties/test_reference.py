"""The reference held to hand-made cases and to facts that any reading of the contract must keep."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import Warehouse, calendar_of, sheets
from streams import World, world
from streams.clocks import ANCHORS

MINUTE = 60_000
ACTIONS = {"open": "open", "close": "close", "snooze": "snooze", "queue": "enqueue"}
AUTHORS = {"customer": "user", "staff": "manager", "bot": "bot", "note": "manager"}
WEEKDAYS = {"hours": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}


def ms(text: str) -> int:
    return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


def messages(day: str, told: str) -> list[dict[str, Any]]:
    """Messages of one chat from words like `09:00 open, 09:15 customer`."""
    return [_message(n, day, *one.split()) for n, one in enumerate(told.split(", "))]


def _message(n: int, day: str, clock: str, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": f"m{n:02}", "chatId": "c", "channelId": "1", "createdAt": ms(f"{day}T{clock}")}
    if kind in ACTIONS:
        return told | {"log": {"action": ACTIONS[kind]}}
    return told | {"personType": AUTHORS[kind], "personId": "9", "options": ["private"] if kind == "note" else []}


def chat(documents: list[Any], settings: dict[str, Any] | None = None) -> dict[str, Any]:
    [row] = sheets(documents, settings or {})["user_chats"]
    return row


def measured(told: str, **settings: Any) -> tuple[int | None, ...]:
    """Waiting, total reply and resolution time in minutes, and the number of replies, of one chat."""
    row = chat([{"messages": messages("2024-06-05", told)}], settings)
    times = (row["waitingTime"], row["totalReplyTime"], row["resolutionTime"])
    return *(None if time is None else time // MINUTE for time in times), row["replyCount"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("10:00 open, 10:00 customer, 12:00 staff", (120, 120, None, 1)),
        ("10:00 open, 10:00 customer, 10:05 bot, 10:10 note, 10:30 staff, 10:40 staff", (30, 30, None, 1)),
        ("10:00 open, 10:00 staff, 10:05 customer, 10:12 staff, 10:20 customer, 10:30 staff", (7, 17, None, 2)),
        ("09:00 customer, 09:02 queue, 09:03 open, 09:10 staff", (7, 7, None, 1)),
        ("09:00 open, 09:10 close, 10:00 customer, 10:30 staff, 11:00 close", (30, 30, 60, 1)),
        ("09:00 open, 10:00 snooze, 10:30 open, 12:00 close", (None, 0, 90, 0)),
        ("09:00 open, 09:10 customer, 10:00 snooze, 10:20 open, 10:30 staff", (10, 10, None, 1)),
        ("09:00 open, 09:10 customer, 10:00 snooze, 10:10 staff", (60, 60, None, 1)),
        ("09:00 open, 09:00 customer, 09:30 close, 09:45 open, 09:45 staff, 10:15 close", (None, 0, 30, 0)),
        ("09:00 open, 09:00 customer, 09:05 staff, 09:10 close, 09:20 staff", (5, 5, 10, 1)),
        ("09:00 customer, 09:10 staff", (10, 10, None, 1)),
    ],
)
def test_turns_of_the_current_cycle_are_measured(told: str, expected: tuple[int | None, ...]) -> None:
    assert measured(told) == expected


def test_the_reply_clock_may_start_at_the_last_ask() -> None:
    told = "10:00 open, 10:00 customer, 10:20 customer, 10:30 staff"
    assert measured(told)[0] == 30
    assert measured(told, reply_clock="last")[0] == 10


def test_a_reply_after_hours_waits_in_operation_but_is_not_a_reply_in_operation() -> None:
    told = messages("2021-06-28", "12:00 open, 12:00 customer, 20:00 staff")
    row = chat([{"messages": told}], {"channels": {"1": WEEKDAYS}})
    assert row["operationWaitingTime"] == 360 * MINUTE
    assert (row["operationReplyCount"], row["operationTotalReplyTime"], row["operationAvgReplyTime"]) == (0, 0, None)


def test_a_history_that_begins_late_reports_the_platforms_own_numbers() -> None:
    told = messages("2024-06-05", "10:00 open, 10:00 customer, 12:00 staff")
    snapshot = {"id": "c", "version": 3, "firstAskedAt": told[1]["createdAt"] - 5_001, "waitingTime": 7}
    snapshot["updatedAt"] = told[2]["createdAt"]
    built = sheets([{"messages": told, "userChat": snapshot}], {})
    assert built["user_chat_extras"][0]["metricsSource"] == "reported"
    assert (built["user_chats"][0]["waitingTime"], built["user_chats"][0]["replyCount"]) == (7, None)
    assert built["chat_cycles"][0]["waiting_time"] == 120 * MINUTE


def test_a_snapshot_reopening_whose_close_nobody_saw_ends_the_cycle_before_it() -> None:
    told = messages("2024-06-05", "10:00 open, 11:00 staff")
    snapshot = {"id": "c", "version": 1, "openedAt": ms("2024-06-05T12:00"), "firstOpenedAt": ms("2024-06-05T10:00")}
    cycles = sheets([{"messages": told}, {"userChat": snapshot}], {})["chat_cycles"]
    assert [(cycle["closed_at"], cycle["ended_at"]) for cycle in cycles] == [(None, snapshot["openedAt"]), (None, None)]


def test_logs_after_the_newest_snapshot_are_replayed_on_it() -> None:
    logs = [("addTags", ["Refund", "b"]), ("removeTags", ["a"]), ("addTags", ["a"]), ("leave", [])]
    told = [
        {"id": f"m{n}", "chatId": "c", "createdAt": n, "personType": "manager", "personId": "301"}
        | {"log": {"action": action, "values": values}}
        for n, (action, values) in enumerate(logs, start=1)
    ]
    row = chat(
        [{"userChat": {"id": "c", "tags": ["a", "b"], "managerIds": ["301"], "updatedAt": 0}}, {"messages": told}]
    )
    assert (row["tags"], row["managerIds"]) == (["b", "Refund", "a"], None)


@pytest.mark.parametrize(
    ("zone", "own", "start", "end", "hours"),
    [
        # Sunday, 08:00 to 21:00 on the day of 25 hours.
        ("Europe/Paris", {"hours": {"sun": [["08:00", "21:00"]]}}, "2019-10-27T01:00", "2019-10-28T00:00", 13),
        # 02:30 is in the gap: the shift begins at the change.
        ("America/Los_Angeles", {"hours": {"sun": [["02:30", "03:15"]]}}, "2006-04-02T00:00", "2006-04-03T00:00", 0.25),
        # 01:30 comes twice: open at the first, closed at the second.
        ("America/New_York", {"hours": {"sun": [["01:30", "01:40"]]}}, "2024-11-03T00:00", "2024-11-04T00:00", 7 / 6),
        (
            "UTC",
            {"hours": {"mon": [["09:00", "13:00"], ["12:00", "18:00"]]}},
            "2024-07-01T00:00",
            "2024-07-02T00:00",
            9,
        ),
        ("UTC", {"holidays": ["2024-07-02"]}, "2024-07-01T12:00", "2024-07-03T12:00", 24),
        # Monday's night shift runs into a holiday, which rules its own date; then into an ordinary Tuesday.
        (
            "UTC",
            {"hours": {"mon": [["23:00", "07:00"]]}, "holidays": ["2024-07-02"]},
            *("2024-07-01T00:00", "2024-07-03T00:00", 1),
        ),
        ("UTC", {"hours": {"mon": [["23:00", "07:00"]]}}, "2024-07-01T00:00", "2024-07-03T00:00", 8),
        (
            "UTC",
            {**WEEKDAYS, "holidays": ["2024-07-01"], "overrides": {"2024-07-01": [["10:00", "12:00"]]}},
            *("2024-07-01T00:00", "2024-07-02T00:00", 2),
        ),
        ("UTC", WEEKDAYS, "2024-07-01T12:00", "2024-07-01T10:00", 0),
    ],
)
def test_operating_time(zone: str, own: dict[str, Any], start: str, end: str, hours: float) -> None:
    found = calendar_of(own | {"time_zone": zone}, []).operating_time(ms(start), ms(end))
    assert found == round(hours * 60) * MINUTE


anchors = st.sampled_from([(zone, at) for zone, changes in ANCHORS.items() for at in changes])
offsets = st.integers(-2_000, 2_000).map(lambda minutes: minutes * MINUTE)


@given(anchors, offsets, offsets)
def test_always_open_is_elapsed_time(anchor: tuple[str, int], start: int, end: int) -> None:
    zone, at = anchor
    found = calendar_of({"time_zone": zone}, []).operating_time(at + start, at + end)
    assert found == max(0, end - start)


@given(anchors, st.integers(0, 48).map(lambda n: 5 * n), st.integers(1, 288).map(lambda n: 5 * n))
def test_a_shift_lasts_from_the_first_to_the_last_time_its_hours_are_shown(
    anchor: tuple[str, int], opens: int, length: int
) -> None:
    zone, at = anchor
    closes = min(opens + length, 1440)
    day = _shown(zone, at).date()
    own = {"time_zone": zone, "hours": {"mon": []}, "overrides": {str(day): [[_clock(opens), _clock(closes)]]}}
    found = calendar_of(own, []).operating_time(at - 3_000 * MINUTE, at + 3_000 * MINUTE)
    assert found == _last(zone, at, day, closes) - _first(zone, at, day, opens)


def _first(zone: str, at: int, day: date, minute: int) -> int:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return next(t for t in _around(at) if _shown(zone, t) >= wall)


def _last(zone: str, at: int, day: date, minute: int) -> int:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    shown = [t for t in _around(at) if _shown(zone, t) == wall]
    return shown[-1] if shown else _first(zone, at, day, minute)


def _around(at: int) -> range:
    return range(at - 3_000 * MINUTE, at + 3_000 * MINUTE, 5 * MINUTE)


def _shown(zone: str, at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).replace(tzinfo=None)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(world(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_documents_do_not_matter(made: World, random: Random) -> None:
    documents, settings = made
    again = [*documents, *documents[:3]]
    random.shuffle(again)
    assert _comparable(sheets(again, settings)) == _comparable(sheets(documents, settings))


def _comparable(built: Warehouse) -> dict[str, list[str]]:
    return built.columns | {table: sorted(map(repr, rows)) for table, rows in built.tables.items()}


@given(world())
def test_every_row_has_the_same_columns(made: World) -> None:
    built = sheets(*made)
    assert all(list(row) == built.columns[table] for table in built.columns for row in built[table])
    assert all(len({tuple(row) for row in rows}) <= 1 for rows in built.tables.values())


@given(world())
def test_cycles_turns_and_snoozes_are_consistent(made: World) -> None:
    built = sheets(*made)
    for turn in built["chat_turns"]:
        assert 0 <= turn["operation_reply_time"] <= turn["reply_time"] <= turn["replied_at"] - turn["asked_at"]
    for cycle in built["chat_cycles"]:
        turns = [
            turn
            for turn in built["chat_turns"]
            if (turn["chat_id"], turn["cycle"]) == (cycle["chat_id"], cycle["cycle"])
        ]
        assert cycle["total_reply_time"] == sum(turn["reply_time"] for turn in turns)
        assert cycle["closed_at"] is None or cycle["closed_at"] <= (cycle["ended_at"] or cycle["closed_at"])
