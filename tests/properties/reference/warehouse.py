"""All sheets and tables of one load."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from . import lists
from .archive import Archive, Chat
from .calendars import Calendar
from .cases import case_rows
from .chats import COLUMNS, DESK_URL, chat_row, extras_row
from .descriptions import channel_of
from .documents import newest
from .measures import Measures, measure
from .profiles import CSAT, chat_keys, profile_columns, satisfaction
from .schedules import calendar_of, own_settings
from .values import Entity, Row, known, value


@dataclass(frozen=True)
class Warehouse:
    """Rows by table, in no promised order, and the ordered columns of the two sheets whose columns the data decide."""

    tables: dict[str, list[Row]]
    columns: dict[str, list[str]]

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]


def sheets(documents: Iterable[Any], settings: dict[str, Any]) -> Warehouse:
    """The ten sheets and the cycles, turns, snoozes, names of tags and extras of documents in load order.

    Instants are UTC epoch ms, durations ms, lists of text Python lists; None is "no value".
    """
    archive = Archive(documents)
    chats = archive.chats()
    calendars = _Calendars(archive, settings)
    measured = [(chat, measure(chat, calendars.of(chat), settings.get("reply_clock", "first"))) for chat in chats]
    keys = _chat_keys(archive, settings)
    tables = {
        "user_chats": _chat_rows(archive, measured, keys, settings.get("desk_url", DESK_URL)),
        "user_chat_extras": [extras_row(*pair, calendars.of(pair[0]).zone.key) for pair in measured],
        **_measured_rows(measured),
        **_lists(archive, chats),
    }
    now = {row["id"]: row for row in tables["user_chats"]}
    tables["chat_cases"] = [
        row for chat, measures in measured for row in case_rows(chat, now[chat.id], measures, calendars.of(chat))
    ]
    tables["users"] = lists.user_rows(archive, {row["userId"] for row in tables["user_chats"]})
    return Warehouse(tables, _free_columns(keys, lists.user_keys(archive)))


class _Calendars:
    def __init__(self, archive: Archive, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.channels = archive.history_by_id("channel")

    def of(self, chat: Chat) -> Calendar:
        channel_id = channel_of(chat)
        return calendar_of(own_settings(self.settings, channel_id), self.channels.get(channel_id or "", []))


def _chat_rows(archive: Archive, measured: list[tuple[Chat, Measures]], keys: list[str], desk_url: str) -> list[Row]:
    messages = archive.messages()
    return [
        chat_row(chat, measures, messages, desk_url) | satisfaction(chat) | _profile(chat, keys)
        for chat, measures in measured
    ]


def _profile(chat: Chat, keys: list[str]) -> Row:
    told, partial = profile_columns(chat.snapshot, keys), profile_columns(chat.filling, keys)
    return {column: known(told[column], partial[column]) for column in told}


def _measured_rows(measured: list[tuple[Chat, Measures]]) -> dict[str, list[Row]]:
    def rows(kept: Callable[[Measures], list[Row]]) -> list[Row]:
        return [
            {"chat_id": chat.id} | {key: told for key, told in row.items() if key != "case"}
            for chat, measures in measured
            for row in kept(measures)
        ]

    return {
        "chat_cycles": rows(lambda measures: measures.cycles),
        "chat_turns": rows(lambda measures: measures.turns),
        "chat_snoozes": rows(lambda measures: measures.snoozes),
    }


def _lists(archive: Archive, chats: list[Chat]) -> dict[str, list[Row]]:
    return {
        "workflows": lists.run_rows(chats, "workflow", lists.WORKFLOW_COLUMNS),
        "managers": lists.manager_rows(archive),
        "teams": lists.list_rows(archive, "team", lists.TEAM_COLUMNS),
        "bots": lists.list_rows(archive, "bot", lists.BOT_COLUMNS),
        "user_chat_tags": lists.tag_rows(archive),
        "tag_names": lists.tag_name_rows(archive),
        "messages": lists.message_rows(chats),
        "user_chat_meets": lists.meet_rows(chats),
        "support_bots": lists.run_rows(chats, "supportBot", lists.SUPPORT_BOT_COLUMNS),
    }


def _chat_keys(archive: Archive, settings: dict[str, Any]) -> list[str]:
    schemas = _schemas(archive)
    return chat_keys(archive.of_kind("userChat"), schemas, settings.get("profile_order", []))


def _schemas(archive: Archive) -> list[Entity]:
    seen = archive.of_kind("profileSchema")
    keys = {value(schema.entity, "key") for schema in seen}
    return [newest(schema for schema in seen if value(schema.entity, "key") == key).entity for key in keys]


def _free_columns(chat_keys: list[str], user_keys: list[str]) -> dict[str, list[str]]:
    return {
        "user_chats": [*COLUMNS, *(f"profile.{key}" for key in (*CSAT, *chat_keys))],
        "users": [*lists.USER_COLUMNS, *(f"profile.{key}" for key in user_keys)],
    }
