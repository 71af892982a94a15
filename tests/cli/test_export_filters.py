"""Filters choose the chats that plain Python chooses from the rows of `user_chats`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import PASSWORD, Command, entries
from wh.asking.filters import month
from wh.engine.database import Database

Chat = dict[str, Any]
Wanted = Callable[[Chat], bool]
MAY, JUNE, NOON = datetime(2025, 5, 1), datetime(2025, 6, 1), datetime(2025, 5, 9, 12)


def has(*tags: str) -> Wanted:
    return lambda chat: set(tags) <= set(chat["tags"])


def under(top: str) -> Wanted:
    return lambda chat: any(tag == top or tag.startswith(top + "/") for tag in chat["tags"])


def between(column: str, start: datetime, end: datetime) -> Wanted:
    return lambda chat: chat[column] is not None and start <= chat[column] < end


def is_(column: str, *values: Any) -> Wanted:
    return lambda chat: chat[column] in values


PERIOD = ["--from", "2025-05-01", "--to", "2025-06-01"]
FILTERS: dict[str, tuple[list[str], Wanted]] = {
    "nothing": ([], lambda _: True),
    "a tag": (["--tag", "VIP"], has("VIP")),
    "two tags, both": (["--tag", "優先対応", "--tag", "返品/不良品"], has("優先対応", "返品/不良品")),
    "a tag twice": (["--tag", "VIP", "--tag", "VIP"], has("VIP")),
    "a subtree": (["--tag", "返品/*"], under("返品")),
    "a subtree of a subtree": (["--tag", "返品/不良品/*"], under("返品/不良品")),
    "a tag and a subtree": (
        ["--tag", "優先対応", "--tag", "返品/*"],
        lambda c: has("優先対応")(c) and under("返品")(c),
    ),
    "any of two tags": (["--any-tag", "VIP", "--any-tag", "交換"], lambda c: has("VIP")(c) or has("交換")(c)),
    "any of a subtree": (["--any-tag", "配送/*", "--any-tag", "b2b"], lambda c: under("配送")(c) or has("b2b")(c)),
    "none of two tags": (["--no-tag", "VIP", "--no-tag", "交換"], lambda c: not (has("VIP")(c) or has("交換")(c))),
    "none of a subtree": (["--no-tag", "返品/*"], lambda chat: not under("返品")(chat)),
    "from a date": (["--from", "2025-05-01"], between("created_at_local", MAY, datetime.max)),
    "to a date": (["--to", "2025-06-01"], between("created_at_local", datetime.min, JUNE)),
    "a period": (PERIOD, between("created_at_local", MAY, JUNE)),
    "an instant": (["--from", "2025-05-09T12:00"], between("created_at_local", NOON, datetime.max)),
    "an instant in UTC": (["--from", "2025-05-09T03:00Z"], between("created_at_local", NOON, datetime.max)),
    "an instant of another zone": (["--to", "2025-05-08 23:00-04:00"], between("created_at_local", datetime.min, NOON)),
    "an instant to a local time": (
        ["--from", "2025-04-30T15:00:00.000Z", "--to", "2025-06-01"],
        between("created_at_local", MAY, JUNE),
    ),
    "instants by closedAt": (
        ["--from", "2025-05-01T00:00+09:00", "--to", "2025-05-31T15:00Z", "--by", "closedAt"],
        between("closed_at_local", MAY, JUNE),
    ),
    "by createdAt": ([*PERIOD, "--by", "createdAt"], between("created_at_local", MAY, JUNE)),
    "by firstAskedAt": ([*PERIOD, "--by", "firstAskedAt"], between("first_asked_at_local", MAY, JUNE)),
    "by firstOpenedAt": ([*PERIOD, "--by", "firstOpenedAt"], between("first_opened_at_local", MAY, JUNE)),
    "by openedAt": ([*PERIOD, "--by", "openedAt"], between("opened_at_local", MAY, JUNE)),
    "by closedAt": ([*PERIOD, "--by", "closedAt"], between("closed_at_local", MAY, JUNE)),
    "a state": (["--state", "closed"], is_("state", "closed")),
    "two states": (["--state", "opened", "--state", "snoozed"], is_("state", "opened", "snoozed")),
    "an assignee": (["--assignee", "302"], is_("assignee_id", "302")),
    "two assignees": (["--assignee", "302", "--assignee", "307"], is_("assignee_id", "302", "307")),
    "a team": (["--team", "702"], is_("team_id", "702")),
    "a manager": (["--manager", "303"], lambda chat: "303" in chat["manager_ids"]),
    "a medium": (["--medium", "appLine"], is_("contact_medium_type", "appLine")),
    "the widget": (["--medium", "native"], is_("contact_medium_type", None)),
    "two media": (["--medium", "native", "--medium", "email"], is_("contact_medium_type", None, "email")),
    "a priority": (["--priority", "high"], is_("priority", "high")),
    "all together": (
        f"{' '.join(PERIOD)} --by closedAt --state closed --medium native --any-tag 返品/* --any-tag 配送/* "
        "--no-tag クレーム --manager 302".split(),
        lambda chat: (
            between("closed_at_local", MAY, JUNE)(chat)
            and (chat["state"], chat["contact_medium_type"]) == ("closed", None)
            and (under("返品")(chat) or under("配送")(chat))
            and not has("クレーム")(chat)
            and "302" in chat["manager_ids"]
        ),
    ),
}


@pytest.fixture(scope="module")
def chats(sample: Path) -> list[Chat]:
    """The rows of `user_chats`, oldest first."""
    with Database(sample / "warehouse.duckdb", read_only=True) as database:
        names, rows = database.table("from main.user_chats order by created_at, id")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [chat | {"tags": chat["tags"] or [], "manager_ids": chat["manager_ids"] or []} for chat in found]


def exported(wh: Command, *words: str, sheet: str = "user_chats") -> list[Any]:
    """The rows of one sheet of an export."""
    fixed = ["--as", "301", "--reason", "test", "--format", "json", "--sheet", sheet, "--force"]
    wh("export", "out.zip", *fixed, *words, WH_PASSWORD=PASSWORD)
    found: list[Any] = json.loads(entries(Path("out.zip"))[f"{sheet}.json"])
    return found


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_lets_the_right_chats_through(desk: Command, chats: list[Chat], name: str) -> None:
    words, wanted = FILTERS[name]
    expected = [chat["id"] for chat in chats if wanted(chat)]
    assert [row["id"] for row in exported(desk, *words)] == expected
    assert expected


def test_chats_can_be_named(desk: Command, chats: list[Chat]) -> None:
    chosen = [chats[7]["id"], chats[3]["id"]]
    rows = exported(desk, "--chat", chosen[0], "--chat", chosen[1])
    assert [row["id"] for row in rows] == chosen[::-1]


def test_a_limit_takes_the_oldest(desk: Command, chats: list[Chat]) -> None:
    closed = [chat["id"] for chat in chats if chat["state"] == "closed"]
    assert [row["id"] for row in exported(desk, "--limit", "5", "--state", "closed")] == closed[:5]


def test_a_period_goes_by_the_channels_own_dates(desk: Command) -> None:
    rows = exported(desk, *PERIOD)
    assert min(row["createdAt"] for row in rows) >= "2025-05-01T00:00:00.000+09:00"
    assert max(row["createdAt"] for row in rows) < "2025-06-01T00:00:00.000+09:00"


@pytest.mark.parametrize("sheet", ["messages", "user_chat_meets", "workflows", "support_bots"])
def test_sheets_about_chats_follow_the_filters(desk: Command, chats: list[Chat], sheet: str) -> None:
    column = "chatId" if sheet == "messages" else "userChatId"
    may = {chat["id"] for chat in chats if MAY <= chat["created_at_local"] < JUNE}
    everything = [row for row in exported(desk, sheet=sheet) if row[column] in may]
    assert exported(desk, *PERIOD, sheet=sheet) == everything
    assert everything


def test_the_customers_are_those_of_the_chosen_chats(desk: Command, chats: list[Chat]) -> None:
    expected = {chat["user_id"] for chat in chats if chat["state"] == "snoozed"}
    rows = exported(desk, "--state", "snoozed", sheet="users")
    assert {row["id"] for row in rows} == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize("sheet", ["managers", "teams", "bots", "user_chat_tags"])
def test_the_lists_of_the_channel_come_whole(desk: Command, sheet: str) -> None:
    assert exported(desk, "--from", "2040-01-01", sheet=sheet) == exported(desk, sheet=sheet) != []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--by", "updatedAt"], "did you mean createdAt?"),
        (["--from", "2025-13-01"], "2025-05-01"),
        (["--to", "soon"], "2025-05-01"),
        (["--from", "20250501"], "2025-05-01"),
        (["--from", "2025-W18-1"], "2025-05-01"),
        (["--to", "2025-05-01Z"], "2025-05-01"),
        (["--to", "2025-05-01T25:00"], "2025-05-01"),
    ],
)
def test_a_filter_that_makes_no_sense_is_a_usage_error(desk: Command, words: list[str], hint: str) -> None:
    assert hint in desk.fails("export", "--as", "301", "--reason", "x", *words, code=2, WH_PASSWORD=PASSWORD)


def test_filters_can_be_set_in_the_environment(desk: Command) -> None:
    fixed = ["--as", "301", "--reason", "x", "--format", "json", "--sheet", "user_chats"]
    desk("export", "out.zip", *fixed, WH_PASSWORD=PASSWORD, WH_EXPORT_STATE="snoozed", WH_EXPORT_LIMIT="2")
    rows = json.loads(entries(Path("out.zip"))["user_chats.json"])
    assert [row["state"] for row in rows] == ["snoozed", "snoozed"]


@pytest.mark.parametrize(
    "words",
    [
        ["--state", "opend"],
        ["--priority", "hihg"],
        ["--from", "2025-05-02", "--to", "2025-05-01"],
        ["--from", "2025-05-02T00:00Z", "--to", "2025-05-02T00:00+09:00"],
        ["--sheet", "messages", "--no-messages"],
    ],
    ids=" ".join,
)
def test_filters_that_let_nothing_through_by_mistake_are_refused(desk: Command, words: list[str]) -> None:
    desk.fails("export", "o.zip", "--as", "301", "--reason", "x", *words, code=2, WH_PASSWORD=PASSWORD)
    assert not Path("o.zip").exists()


@pytest.mark.parametrize(
    ("option", "word", "hint"),
    [
        ("--tag", "vip", "did you mean VIP?"),
        ("--tag", "ＶＩＰ", "did you mean VIP?"),
        ("--no-tag", "クレム", "did you mean クレーム?"),
        ("--any-tag", "返品", "'返品/*' takes the 4 below it"),
        ("--tag", "返品*", "hint: "),
        ("--tag", "none/*", "hint: "),
        ("--team", "999", "hint: "),
        ("--assignee", "nobody@example.jp", "hint: "),
        ("--medium", "line", "hint: "),
        ("--chat", "12345", "there is no such chat"),
    ],
)
def test_a_word_that_nothing_has_is_an_error(desk: Command, option: str, word: str, hint: str) -> None:
    words = ["export", "out.zip", "--as", "301", "--reason", "x", option, word]
    said = desk.fails(*words, code=2, WH_PASSWORD=PASSWORD)
    assert said.startswith(f"error: {option} {word}: ")
    assert hint in said
    assert not Path("out.zip").exists()


def test_staff_and_teams_go_by_name_and_e_mail_too(desk: Command) -> None:
    ((id_, name, email),) = desk.built("select id, name, email from managers where id = '302'")
    by_id = exported(desk, "--assignee", id_)
    assert by_id == exported(desk, "--assignee", name) == exported(desk, "--assignee", email.upper()) != []
    ((team, called),) = desk.built("select id, name from teams order by id limit 1")
    assert exported(desk, "--team", team) == exported(desk, "--team", called) != []


def test_a_month_is_a_period(desk: Command) -> None:
    may = exported(desk, "--from", "2025-05-01", "--to", "2025-06-01")
    assert exported(desk, "--month", "2025-05") == may != []
    words = ["export", "out.zip", "--as", "301", "--reason", "x", "--force"]
    said = desk(*words, "--month", "2025-05", WH_PASSWORD=PASSWORD).err
    assert "period: createdAt from 2025-05-01 until 2025-06-01 (not included), Asia/Tokyo\n" in said
    assert "period: " not in desk(*words, WH_PASSWORD=PASSWORD).err
    for wrong in (["--month", "May"], ["--month", "2025-13"], ["--month", "last", "--to", "2025-06-01"]):
        desk.fails(*words, *wrong, code=2, WH_PASSWORD=PASSWORD)


@pytest.mark.parametrize(
    ("today", "ends"),
    [("2025-03-31", ("2025-02-01", "2025-03-01")), ("2025-01-01", ("2024-12-01", "2025-01-01"))],
)
def test_the_last_month_is_the_one_before_this(today: str, ends: tuple[str, str]) -> None:
    assert month("last", date.fromisoformat(today)) == ends
    assert month("2024-02", date.fromisoformat(today)) == ("2024-02-01", "2024-03-01")
