"""With --durations text a workbook is what readers of the platform's own download rely on: names, texts, dates."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import PASSWORD, Command, entries

CHATS, MESSAGES = "UserChat data", "Message data"
pytestmark = pytest.mark.slow  # each test runs several commands as processes
FIXED = """
    id userId name description summarizedMessage state contactMediumType marketingType marketingId workflowId managerIds
    assigneeId teamId tags priority page firstAskedAt firstQueuedAt firstOpenedAt firstRepliedAt openedAt
    firstRepliedAtAfterOpen createdAt waitingTime avgReplyTime totalReplyTime replyCount resolutionTime
    operationWaitingTime operationAvgReplyTime operationTotalReplyTime operationReplyCount operationResolutionTime
    closedAt goalState goalEventName goalCheckedAt supportBotId url profile.csat profile.csatComment
"""
DURATIONS = [
    *("waitingTime", "avgReplyTime", "totalReplyTime", "resolutionTime"),
    *("operationWaitingTime", "operationAvgReplyTime", "operationTotalReplyTime", "operationResolutionTime"),
]
Row = dict[str, Any]


class Download:
    """A workbook as a reader sees it that knows two sheets by name, and their columns by header."""

    def __init__(self, data: bytes) -> None:
        self._book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)

    def rows(self, title: str) -> list[Row]:
        header, *rows = self._book[title].iter_rows(values_only=True)
        return [dict(zip(map(str, header), row, strict=True)) for row in rows]

    def tags(self) -> dict[str, list[str]]:
        """The tags of each chat."""
        return {chat["id"]: chat["tags"].split(", ") if chat["tags"] else [] for chat in self.rows(CHATS)}

    def talks(self) -> dict[str, list[Row]]:
        """The messages of each chat, from its first to its last."""
        found = sorted(self.rows(MESSAGES), key=lambda row: (row["chatId"], row["createdAt"]))
        return {chat: list(rows) for chat, rows in groupby(found, key=lambda row: row["chatId"])}


@pytest.fixture
def zipped(desk: Command) -> dict[str, bytes]:
    words = ["--as", "301", "--reason", "x", "--format", "both", "--durations", "text"]
    desk("export", "out.zip", *words, WH_PASSWORD=PASSWORD)
    return entries(Path("out.zip"))


@pytest.fixture
def download(zipped: dict[str, bytes]) -> Download:
    return Download(zipped["out.xlsx"])


@pytest.fixture
def chats(zipped: dict[str, bytes]) -> list[Row]:
    """The chats as JSON has them."""
    read: list[Row] = json.loads(zipped["user_chats.json"])
    return read


def test_the_headers_are_those_of_the_platform(download: Download) -> None:
    header = list(download.rows(CHATS)[0])
    fixed = FIXED.split()
    assert header[: len(fixed)] == fixed
    assert all(name.startswith("profile.") for name in header[len(fixed) :])
    assert list(download.rows(MESSAGES)[0]) == ["chatId", "personType", "personId", "createdAt", "plainText"]


def test_every_message_belongs_to_a_chat(download: Download) -> None:
    ids = {chat["id"] for chat in download.rows(CHATS)}
    talks = download.talks()
    assert len(talks) > 100
    assert talks.keys() <= ids
    assert all(isinstance(id_, str) for id_ in ids)


def test_messages_sort_by_chat_and_instant(download: Download) -> None:
    found = [(row["chatId"], row["createdAt"]) for row in download.rows(MESSAGES)]
    assert all(isinstance(at, datetime) for _, at in found)
    assert found == sorted(found)


def test_messages_are_by_customers_staff_and_bots(download: Download) -> None:
    assert {row["personType"] for row in download.rows(MESSAGES)} == {"user", "manager", "bot"}


def test_a_talk_reads_as_in_json(download: Download, zipped: dict[str, bytes]) -> None:
    objects = json.loads(zipped["messages.json"])
    said = [(row["chatId"], row["personType"], row["plainText"]) for row in objects]
    read = [(row["chatId"], row["personType"], row["plainText"]) for rows in download.talks().values() for row in rows]
    assert read == [(chat, who, without_escapes(text)) for chat, who, text in said]


def without_escapes(text: str | None) -> str | None:
    """What openpyxl reads: an empty text is no cell, and a line ends in one character."""
    return text.replace("\r\n", "\n") or None if text else None


def test_tags_are_names_joined_by_a_comma(download: Download, chats: list[Row]) -> None:
    assert download.tags() == {chat["id"]: chat["tags"] or [] for chat in chats}
    assert max(map(len, download.tags().values())) > 1


def test_summaries_are_texts(download: Download, chats: list[Row]) -> None:
    read = [chat["summarizedMessage"] for chat in download.rows(CHATS)]
    assert read == [chat["summarizedMessage"] for chat in chats]
    assert any(read)


@pytest.mark.parametrize("name", DURATIONS)
def test_durations_are_texts_of_hours_minutes_and_seconds(download: Download, chats: list[Row], name: str) -> None:
    cells = [chat[name] for chat in download.rows(CHATS)]
    assert any(cells)
    assert all(cell is None or re.fullmatch(r"\d+h \d+m \d+s", cell) for cell in cells)
    assert cells == [words(chat[name]) for chat in chats]


def words(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    seconds = milliseconds // 1000
    return f"{seconds // 3600}h {seconds // 60 % 60}m {seconds % 60}s"
