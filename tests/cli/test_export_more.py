"""What an export adds when asked: reports of the chosen chats, names beside ids, snoozes and reopenings."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import PASSWORD, Command, entries
from wh.models.model import all_models

REPORTS = [name for name, each in all_models().items() if each.layer == "reports" and each.contract.grain]


def exported(desk: Command, *words: str) -> dict[str, bytes]:
    desk("export", "out.zip", "--as", "301", "--reason", "x", "--force", *words, WH_PASSWORD=PASSWORD)
    return entries(Path("out.zip"))


def rows(desk: Command, report: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        exported(desk, "--format", "json", "--report", report, *words)[f"{report}.json"]
    )
    return found


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_of_all_chats_is_the_view(desk: Command, report: str) -> None:
    found = rows(desk, report, "--sheet", "teams")
    (count,) = desk.built(f"select count(*) from {report}")
    view = desk.built(f"select to_json({report})::varchar from {report}")
    assert len(found) == count[0] > 0
    assert sorted(map(repr, found)) == sorted(repr(json.loads(row)) for (row,) in view)


def test_a_report_is_of_the_chosen_chats_only(desk: Command) -> None:
    chats = desk.built("select chat_id, count(waiting_time) from chat_cycles group by chat_id order by 2 desc limit 2")
    words = [word for id_, _ in chats for word in ("--chat", id_)]
    found = [row for row in rows(desk, "response_times", *words) if row["dimension"] == "all"]
    assert sum(row["chats"] for row in found) == 2
    for id_, waits in chats:
        months = [row for row in rows(desk, "response_times", "--chat", id_) if row["dimension"] == "all"]
        assert (sum(row["chats"] for row in months), sum(row["waits"] for row in months)) == (1, waits)
        assert waits > 0


def test_a_report_of_one_tag_has_its_chats_only(desk: Command) -> None:
    found = rows(desk, "snoozed_times", "--tag", "クレーム")
    ((chats,),) = desk.built("select count(*) from chats_with_all_tags(['クレーム'])")
    assert sum(row["chats"] for row in found if row["dimension"] == "all") == chats
    assert sum(row["chats"] for row in found if row["member_id"] == "クレーム") == chats


def test_reports_follow_the_sheets_with_dates_and_durations_as_such(desk: Command) -> None:
    found = exported(desk, "--sheet", "teams", "--report", "response_times", "--report", "hourly_response_times")
    book = openpyxl.load_workbook(io.BytesIO(found["out.xlsx"]))
    assert book.sheetnames == ["About", "Summary", "Team data", "Response times", "Hourly response times"]
    sheet = book["Response times"]
    head = {cell.value: place for place, cell in enumerate(sheet[1])}
    (row, *_) = (row for row in sheet.iter_rows(min_row=2) if row[head["dimension"]].value == "all")
    assert isinstance(row[head["month"]].value, datetime)
    assert row[head["month"]].number_format == r"yyyy\-mm\-dd"
    assert isinstance(row[head["waiting_time_median"]].value, timedelta)
    assert row[head["waiting_time_median"]].number_format == "[h]:mm:ss"
    about = {row[1] for row in book["About"].iter_rows(values_only=True)}
    assert "Hourly response times: replies" in about


def test_a_masked_report_names_nobody(desk: Command) -> None:
    named = [name for (name,) in desk.built("select name from managers where name is not null")]
    found = exported(desk, "--mask", "--sheet", "managers", "--report", "response_times", "--format", "json")
    told = found["response_times.json"].decode()
    assert not [name for name in named if name in told]
    members = {row["member"] for row in json.loads(told) if row["dimension"] == "assignee"} - {None}
    assert members <= {row["name"] for row in json.loads(found["managers.json"])}


def test_an_unknown_report_is_told_with_the_nearest(desk: Command) -> None:
    said = desk.fails(
        "export", "--as", "301", "--reason", "x", "--report", "response_time", code=2, WH_PASSWORD=PASSWORD
    )
    assert said == "error: no report is called response_time\nhint: did you mean response_times?\n"


def test_names_stand_behind_ids_where_asked(desk: Command) -> None:
    found = exported(desk, "--names", "--format", "json")
    chats, messages = json.loads(found["user_chats.json"]), json.loads(found["messages.json"])
    head = list(chats[0])
    for id_, name in (("assigneeId", "assigneeName"), ("teamId", "teamName"), ("managerIds", "managerNames")):
        assert head[head.index(id_) + 1] == name
    staff = {row["id"]: row["name"] for row in json.loads(found["managers.json"])}
    teams = {row["id"]: row["name"] for row in json.loads(found["teams.json"])}
    bots = {row["id"]: row["name"] for row in json.loads(found["bots.json"])}
    users = {row["id"]: row["name"] for row in json.loads(found["users.json"])}
    assert [row["assigneeName"] for row in chats] == [staff.get(row["assigneeId"]) for row in chats]
    assert [row["teamName"] for row in chats] == [teams.get(row["teamId"]) for row in chats]
    assert [row["managerNames"] for row in chats] == [
        row["managerIds"] and [staff.get(id_, id_) for id_ in row["managerIds"]] for row in chats
    ]
    people = {"user": users, "manager": staff, "bot": bots}
    assert [row["personName"] for row in messages] == [
        people.get(row["personType"], {}).get(row["personId"]) for row in messages
    ]
    assert list(messages[0])[:4] == ["chatId", "personType", "personId", "personName"]


def test_snoozes_and_reopenings_are_there_where_asked(desk: Command) -> None:
    plain, more = (
        json.loads(exported(desk, "--format", "json", *words)["user_chats.json"]) for words in ((), ("--extra",))
    )
    added = [name for name in more[0] if name not in plain[0]]
    assert added == ["reopenCount", "snoozeCount", "totalSnoozedTime", "operationSnoozedTime", "metricsSource"]
    assert [{name: row[name] for name in plain[0]} for row in more] == plain
    columns = "id, reopen_count, snooze_count, total_snoozed_time, operation_snoozed_time, metrics_source"
    expected = {id_: values for id_, *values in desk.built(f"select {columns} from user_chats")}
    assert {row["id"]: [row[name] for name in added] for row in more} == expected


def test_masked_names_are_those_of_the_sheets(desk: Command) -> None:
    found = exported(desk, "--names", "--mask", "--format", "json")
    staff = {row["id"]: row["name"] for row in json.loads(found["managers.json"])}
    users = {row["id"]: row["name"] for row in json.loads(found["users.json"])}
    chats = json.loads(found["user_chats.json"])
    assert [row["assigneeName"] for row in chats] == [staff.get(row["assigneeId"]) for row in chats]
    for row in json.loads(found["messages.json"]):
        if row["personType"] in ("user", "manager"):
            assert row["personName"] == (users if row["personType"] == "user" else staff).get(row["personId"])
    for row in chats:
        assert [name for name in row["managerNames"] or [] if name] == [
            staff[id_] or id_ for id_ in row["managerIds"] or []
        ]
