"""The SQL against the plain reference implementation, on generated event streams, column by column."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from reference import Warehouse, sheets
from streams import World, world
from wh.engine.database import Database
from wh.models.model import all_models, model_named
from workbench import built

SHEETS = [name for name in all_models() if name.startswith("sheets.")]
MARTS = {
    "chat_cycles": ["opened_at", "closed_at", "ended_at", "first_replied_at"],
    "chat_turns": ["asked_at", "clock_started_at", "replied_at"],
    "chat_snoozes": ["snoozed_at", "ended_at"],
    "chat_cases": [
        *("user_chat_case_created_at", "user_chat_case_updated_at", "goal_checked_at"),
        *("opened_at", "first_replied_at", "closed_at"),
    ],
    "tag_names": [],
}
EXTRAS = """
    select id, channel_id as "channelId", reopen_count as "reopenCount", snooze_count as "snoozeCount",
        total_snoozed_time as "totalSnoozedTime", operation_snoozed_time as "operationSnoozedTime",
        reassignment_count as "reassignmentCount", metrics_source as "metricsSource",
        reported_reply_count as "reportedReplyCount",
        epoch_ms(deleted_at) as "deletedAt", time_zone as "timeZone"
    from main.user_chats
"""
Rows = list[dict[str, object]]


def compare(example: World) -> None:
    documents, toml = example
    expected = sheets(documents, toml)
    with built(documents, toml) as database:
        for name in SHEETS:
            sheet = name.removeprefix("sheets.")
            assert ordered(sheet_rows(database, name)) == ordered(expected[sheet]), sheet
            if sheet in ("user_chats", "users"):
                assert columns(database, name) == list(expected.columns[sheet])
        for name, instants in MARTS.items():
            assert ordered(mart_rows(database, name, instants, expected)) == ordered(expected[name]), name
        assert ordered(rows(database, EXTRAS)) == ordered(expected["user_chat_extras"])
        check_names(database, expected)


def columns(database: Database, name: str) -> list[str]:
    return [row[0] for row in database.rows(f"describe {name}") if not hidden(row[0])]


OPTIONAL = {column.name for name in SHEETS for column in model_named(name).contract.columns if column.option}
NAMED = """
    select chats.id, channel_id, "assigneeId", "teamId", "managerIds", "assigneeName", "teamName", "managerNames"
    from sheets.user_chats as chats
    join main.user_chats using (id)
"""
WRITTEN = """
    select channel_id, "personType", "personId", "personName"
    from sheets.messages
    join main.messages on id = "messageId"
"""


def check_names(database: Database, expected: Warehouse) -> None:
    """Holds the names that stand behind ids where asked to those of the sheets of staff, teams and bots.

    Those of customers are of the mart: the sheet has the customers of chats only, and others may write in one.
    """
    customers: dict[object, object] = dict(database.rows("select id, name from main.users"))

    def name(sheet: str, channel: object, id_: object) -> object:
        if sheet == "users":
            return customers.get(id_)
        found = [row for row in expected[sheet] if ((row["channelId"] or ""), row["id"]) == (channel or "", id_)]
        return found[0]["name"] if found else None

    for row in rows(database, NAMED):
        channel, followers = row["channel_id"], row["managerIds"] or []
        assert isinstance(followers, list)
        assert row["assigneeName"] == name("managers", channel, row["assigneeId"])
        assert row["teamName"] == name("teams", channel, row["teamId"])
        assert row["managerNames"] == ([name("managers", channel, id_) or id_ for id_ in followers] or None)
    sheet_of = {"user": "users", "manager": "managers", "bot": "bots"}
    for row in rows(database, WRITTEN):
        sheet = sheet_of.get(str(row["personType"]))
        assert row["personName"] == (sheet and name(sheet, row["channel_id"], row["personId"]))


def hidden(column: str) -> bool:
    return column.endswith("_utc") or column == "messageId" or column in OPTIONAL


def sheet_rows(database: Database, name: str) -> Rows:
    """A sheet's rows as the reference gives them: instants as epoch ms, taken from the UTC twins."""
    twins = [row[0] for row in database.rows(f"describe {name}") if row[0].endswith("_utc")]
    replaced = ", ".join(f'epoch_ms("{twin}") as "{twin[:-4]}"' for twin in twins)
    found = rows(database, f"select * {f'replace ({replaced})' if twins else ''} from {name}")
    return [{renamed(key): value for key, value in row.items() if not hidden(key)} for row in found]


def renamed(column: str) -> str:
    return "private" if column == "isPrivate" else column


def mart_rows(database: Database, name: str, instants: list[str], expected: Warehouse) -> Rows:
    replaced = ", ".join(f"epoch_ms({instant}) as {instant}" for instant in instants)
    found = rows(database, f"select * {f'replace ({replaced})' if instants else ''} from main.{name}")
    known = expected[name][0].keys() if expected[name] else set()
    return [{key: value for key, value in row.items() if key in known} for row in found] if known else found


def rows(database: Database, sql: str) -> Rows:
    names, found = database.table(sql)
    return [dict(zip(names, row, strict=True)) for row in found]


def ordered(found: Rows) -> Rows:
    return sorted(found, key=lambda row: sorted((key, repr(value)) for key, value in row.items()))


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(world())
def test_sql_agrees_with_the_reference(example: World) -> None:
    compare(example)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(world(most_chats=4))
def test_sql_agrees_with_the_reference_on_many_streams(example: World) -> None:
    compare(example)
