"""The rows of the marts, and who is of which group, for a plain computation of reports from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from wh.engine.database import Database

NAMES = ("user_chats", "chat_cycles", "chat_turns", "chat_snoozes", "chat_tags", "messages", "teams", "managers")
MONTHLY = ("channel_id", "month", "dimension", "member_id", "member")
Row = dict[str, Any]
Member = tuple[str, str | None, str | None]


class Marts:
    """The rows of the marts, and of which chat each is."""

    def __init__(self, database: Database) -> None:
        self.tables: dict[str, list[Row]] = {name: [] for name in NAMES}
        self.of_chat: dict[str, dict[str | None, list[Row]]] = {name: defaultdict(list) for name in NAMES}
        for name in NAMES:
            columns, found = database.table(f"select * from main.{name}")
            for values in found:
                row = dict(zip(columns, values, strict=True))
                self.tables[name].append(row)
                self.of_chat[name][row.get("chat_id")].append(row)
        self.chats = {chat["id"]: chat for chat in self["user_chats"]}

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    def members(self, chat: Row) -> set[Member]:
        medium = chat["contact_medium_type"]
        found: set[Member] = {("all", "all", "all"), ("medium", medium, medium)}
        for dimension, table in (("team", "teams"), ("assignee", "managers")):
            id_ = chat[f"{dimension}_id"]
            named = [row["name"] for row in self[table] if (row["channel_id"], row["id"]) == (chat["channel_id"], id_)]
            found.add((dimension, id_, named[0] if named and named[0] is not None else id_))
        tags = [row["present_name"] for row in self.of_chat["chat_tags"][chat["id"]]]
        for tag in tags:
            levels = tag.split("/")[:3]
            for level, last in enumerate(levels, 1):
                if level == 1 or last:
                    path = "/".join(levels[:level])
                    found.add((f"tag_level_{level}", path, path))
        return found if tags else found | {("tag_level_1", None, None)}

    def months(self) -> Iterator[tuple[Row, list[Row]]]:
        """The columns that name a group of a monthly report, and the chats in it."""
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for chat in self.chats.values():
            for member in self.members(chat):
                groups[chat["channel_id"], month_of(chat["created_on"]), *member].append(chat)
        return ((dict(zip(MONTHLY, key, strict=True)), chats) for key, chats in groups.items())

    def happenings(self) -> Iterator[tuple[Row, str, Any]]:
        """Whatever happened: the chat, what, and when by the local clock."""
        for chat in self.chats.values():
            cycles = self.of_chat["chat_cycles"][chat["id"]]
            messages = self.of_chat["messages"][chat["id"]]
            yield chat, "chats_created", chat["created_at_local"]
            yield from ((chat, "cycles_opened", cycle["opened_at_local"]) for cycle in cycles)
            yield from ((chat, "reopenings", cycle["opened_at_local"]) for cycle in cycles if cycle["cycle"] > 1)
            yield from ((chat, "cycles_closed", cycle["closed_at_local"]) for cycle in cycles)
            yield from ((chat, "messages", message["created_at_local"]) for message in messages)
            asks = (message for message in messages if message["message_class"] == "customer")
            yield from ((chat, "customer_messages", message["created_at_local"]) for message in asks)
            turns = self.of_chat["chat_turns"][chat["id"]]
            yield from ((chat, "replies", turn["replied_at_local"]) for turn in turns)
            for snooze in self.of_chat["chat_snoozes"][chat["id"]]:
                yield chat, "snoozed", snooze["snoozed_at_local"]
                yield chat, "woken", snooze["ended_at_local"]

    def spans(self) -> dict[str | None, list[date]]:
        """Every date of each channel."""
        seen: dict[str | None, list[date]] = defaultdict(list)
        for chat, _, at in self.happenings():
            if at is not None:
                seen[chat["channel_id"]].append(at.date())
        return {channel: list(days(min(found), max(found))) for channel, found in seen.items()}


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def month_of(day: date | None) -> date | None:
    return day and day.replace(day=1)


def quantile(ordered: list[int], tenths: int) -> int | None:
    """In whole numbers: interpolated between the two values around the place, rounded half up."""
    place, rest = divmod((len(ordered) - 1) * tenths, 10)
    around = [*ordered[place : place + 2], *ordered[-1:]]
    return (10 * around[0] + (around[1] - around[0]) * rest + 5) // 10 if ordered else None


def spread(name: str, values: Iterable[int | None]) -> Row:
    known = sorted(value for value in values if value is not None)
    return {f"{name}_median": quantile(known, 5), f"{name}_p90": quantile(known, 9)}
