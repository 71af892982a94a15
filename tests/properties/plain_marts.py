"""The rows of the marts, and who is of which group, for a plain computation of reports from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wh.engine.database import Database

NAMES = (
    "user_chats",
    "chat_cycles",
    "chat_turns",
    "chat_snoozes",
    "chat_tags",
    "messages",
    "teams",
    "managers",
    "meets",
)
MONTHLY = ("channel_id", "month", "dimension", "member_id", "member")
Row = dict[str, Any]
Member = tuple[str, str | None, str | None]


SPANNING = ("chats_created", "cycles_opened", "cycles_closed", "messages", "replies", "snoozed", "woken")
ASSIGNMENTS = {"assignee": ("assign", "autoAssign", "unassign"), "team": ("assignTeam", "unassignTeam")}


@dataclass(frozen=True)
class Happening:
    """Something that happened in a chat, when (local, and UTC), its row, and who wrote it if it is a reply."""

    chat: Row
    kind: str
    at: Any
    utc: Any
    what: Row
    by: str | None = None
    is_reply: bool = False

    @classmethod
    def of(cls, chat: Row, kind: str, name: str, what: Row) -> Happening:
        return cls(chat, kind, what[f"{name}_local"], what[name], what)


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

    def zone(self, channel: str | None) -> ZoneInfo:
        """The zone of a channel."""
        return ZoneInfo(next(chat["time_zone"] for chat in self["user_chats"] if chat["channel_id"] == channel))

    def members(self, chat: Row) -> set[Member]:
        """The groups that a chat is of now."""
        medium = chat["contact_medium_type"]
        found: set[Member] = {("all", "all", "all"), ("medium", medium, medium)}
        for dimension in ("team", "assignee"):
            found.add(self.member(dimension, chat, chat[f"{dimension}_id"]))
        tags = [row["present_name"] for row in self.of_chat["chat_tags"][chat["id"]]]
        for tag in tags:
            levels = tag.split("/")[:3]
            for level, last in enumerate(levels, 1):
                if level == 1 or last:
                    path = "/".join(levels[:level])
                    found.add((f"tag_level_{level}", path, path))
        return found if tags else found | {("tag_level_1", None, None)}

    def member(self, dimension: str, chat: Row, id_: str | None) -> Member:
        """A team or a staff member, by name where one is known."""
        rows = self["teams" if dimension == "team" else "managers"]
        named = [row["name"] for row in rows if (row["channel_id"], row["id"]) == (chat["channel_id"], id_)]
        return dimension, id_, named[0] if named and named[0] is not None else id_

    def members_then(self, each: Happening) -> set[Member]:
        """The groups that something counts for: team and assignee as logs told by then, else as they are now."""
        found = {member for member in self.members(each.chat) if member[0] not in ("team", "assignee")}
        for dimension, actions in ASSIGNMENTS.items():
            logs = [
                (log["created_at"], log["id"], log["log_values_text"] if log["log_action"] in actions[:-1] else None)
                for log in self.of_chat["messages"][each.chat["id"]]
                if log["log_action"] == actions[-1] or (log["log_action"] in actions and log["log_values_text"])
            ]
            told = [values for at, _, values in sorted(logs, key=lambda log: log[:2]) if each.utc and at <= each.utc]
            now = each.chat[f"{dimension}_id"]
            found.add(self.member(dimension, each.chat, (told[-1] and told[-1].split(", ")[0]) if told else now))
        return found | ({("replier", *self.member("assignee", each.chat, each.by)[1:])} if each.is_reply else set())

    def months(self, *kinds: str) -> Iterator[tuple[Row, dict[str, list[Happening]]]]:
        """The columns that name a group of a monthly report, and what happened in it, by kind."""
        groups: dict[tuple[Any, ...], dict[str, list[Happening]]] = defaultdict(lambda: defaultdict(list))
        for each in self.happenings():
            for member in self.members_then(each) if each.kind in kinds else ():
                groups[each.chat["channel_id"], month_of(each.at and each.at.date()), *member][each.kind].append(each)
        return ((dict(zip(MONTHLY, key, strict=True)), found) for key, found in groups.items())

    def happenings(self) -> Iterator[Happening]:
        """Whatever happened."""
        for chat in self.chats.values():
            yield Happening(chat, "chats_created", chat["created_at_local"], chat["created_at"], chat)
            for cycle in self.of_chat["chat_cycles"][chat["id"]]:
                yield Happening.of(chat, "cycles_opened", "opened_at", cycle)
                if cycle["cycle"] > 1:
                    yield Happening.of(chat, "reopenings", "opened_at", cycle)
                if cycle["closed_at"]:
                    yield Happening.of(chat, "cycles_closed", "closed_at", cycle)
            for message in self.of_chat["messages"][chat["id"]]:
                yield Happening.of(chat, "messages", "created_at", message)
                if message["message_class"] == "customer":
                    yield Happening.of(chat, "customer_messages", "created_at", message)
            for snooze in self.of_chat["chat_snoozes"][chat["id"]]:
                yield Happening.of(chat, "snoozed", "snoozed_at", snooze)
                if snooze["ended_at"]:
                    yield Happening.of(chat, "woken", "ended_at", snooze)
            yield from self._replies(chat)
            yield from self._ratings(chat)

    def _replies(self, chat: Row) -> Iterator[Happening]:
        """Replies, and the waits that they ended; the platform's own where it reports them."""
        is_reported = chat["metrics_source"] == "reported"
        current = max((cycle["cycle"] for cycle in self.of_chat["chat_cycles"][chat["id"]]), default=0)
        met: set[int] = set()
        for turn in sorted(self.of_chat["chat_turns"][chat["id"]], key=lambda turn: turn["turn"]):
            told = (turn["replied_at_local"], turn["replied_at"])
            yield Happening(chat, "replies", *told, turn, turn["replied_by"], is_reply=True)
            if turn["cycle"] not in met and not (is_reported and turn["cycle"] == current):
                waits = turn | {f"{prefix}waiting_time": turn[f"{prefix}reply_time"] for prefix in ("", "operation_")}
                yield Happening(chat, "waits", *told, waits, turn["replied_by"], is_reply=True)
            met.add(turn["cycle"])
        if is_reported:
            names = ("first_replied_at_after_open", "closed_at", "opened_at", "created_at")
            name = next((name for name in names if chat[name]), "created_at")
            yield Happening.of(chat, "waits", name, chat)

    def _ratings(self, chat: Row) -> Iterator[Happening]:
        names = ("csat_answered_at", "closed_at", "created_at")
        name = next((name for name in names if chat[name]), "created_at")
        if chat["csat"] is not None:
            yield Happening.of(chat, "ratings", name, chat)

    def spans(self) -> dict[str | None, list[date]]:
        """Every date of each channel."""
        seen: dict[str | None, list[date]] = defaultdict(list)
        for each in self.happenings():
            if each.at is not None and each.kind in SPANNING:
                seen[each.chat["channel_id"]].append(each.at.date())
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
