"""A plain computation of every report from the rows of the marts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product
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
        for tag in chat["tags"] or []:
            levels = tag.split("/")[:3]
            for level, last in enumerate(levels, 1):
                if level == 1 or last:
                    path = "/".join(levels[:level])
                    found.add((f"tag_level_{level}", path, path))
        return found if chat["tags"] else found | {("tag_level_1", None, None)}

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


def dates(marts: Marts) -> Iterator[Row]:
    seen = [day for span in marts.spans().values() for day in span]
    for day in days(min(seen).replace(month=1, day=1), max(seen).replace(month=12, day=31)) if seen else ():
        yield {
            "date": day,
            "year": day.year,
            "quarter": (day.month + 2) // 3,
            "month": day.month,
            "month_starts_on": month_of(day),
            "week_starts_on": day - timedelta(days=day.weekday()),
            "iso_week": day.isocalendar().week,
            "weekday": day.isoweekday(),
            "weekday_name": f"{day:%A}",
            "is_weekend": day.isoweekday() > 5,
        }


def channel_dates(marts: Marts) -> Iterator[Row]:
    return ({"channel_id": channel, "date": day} for channel, span in marts.spans().items() for day in span)


def chat_groups(marts: Marts) -> Iterator[Row]:
    for chat in marts.chats.values():
        for member in marts.members(chat):
            yield {"chat_id": chat["id"], "channel_id": chat["channel_id"]} | dict(
                zip(MONTHLY[2:], member, strict=True)
            )


def daily_volume(marts: Marts) -> Iterator[Row]:
    kinds = ("chats_created", "cycles_opened", "reopenings", "cycles_closed", "customer_messages", "replies")
    found: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for row in channel_dates(marts):
        found[*row.values(), "all", "all", "all"] = Counter()
    members = {id_: marts.members(chat) for id_, chat in marts.chats.items()}
    for chat, kind, at in marts.happenings():
        for member in members[chat["id"]] if kind in kinds and at else ():
            found[chat["channel_id"], at.date(), *member][kind] += 1
    for key, counts in found.items():
        yield dict(zip(("channel_id", "date", *MONTHLY[2:]), key, strict=True)) | {kind: counts[kind] for kind in kinds}


def hourly_volume(marts: Marts) -> Iterator[Row]:
    kinds = ("customer_messages", "replies", "chats_created")
    dated = [(chat["channel_id"], at, kind) for chat, kind, at in marts.happenings() if at]
    counts = Counter((channel, month_of(at.date()), at.isoweekday(), at.hour, kind) for channel, at, kind in dated)
    for channel, span in marts.spans().items():
        of_month = Counter((month_of(day), day.isoweekday()) for day in span)
        for month, weekday, hour in product({month for month, _ in of_month}, range(1, 8), range(24)):
            row = {"channel_id": channel, "month": month, "weekday": weekday, "hour": hour}
            cell = {kind: counts[channel, month, weekday, hour, kind] for kind in kinds}
            yield row | {"days": of_month[month, weekday]} | cell


def response_times(marts: Marts) -> Iterator[Row]:
    for group, chats in marts.months():
        turns = [turn for chat in chats for turn in marts.of_chat["chat_turns"][chat["id"]]]
        values = {
            f"{prefix}{measure}": [chat[f"{prefix}{measure}"] for chat in chats]
            for measure in ("waiting_time", "resolution_time")
            for prefix in ("", "operation_")
        }
        values["reply_time"] = [turn["reply_time"] for turn in turns]
        values["operation_reply_time"] = [turn["operation_reply_time"] for turn in turns if turn["in_operation"]]
        row = group | {"chats": len(chats)}
        for measure, counted in (("waiting", "waits"), ("reply", "replies"), ("resolution", "resolutions")):
            for prefix in ("", "operation_"):
                times = values[f"{prefix}{measure}_time"]
                row[f"{prefix}{counted}"] = sum(time is not None for time in times)
                row |= spread(f"{prefix}{measure}_time", times)
        yield row


def satisfaction(marts: Marts) -> Iterator[Row]:
    for group, chats in marts.months():
        scores = [chat["csat"] for chat in chats if chat["csat"] is not None]
        yield group | {
            "chats": len(chats),
            "ratings": len(scores),
            "rating_rate": len(scores) / len(chats),
            "average_score": sum(scores) / len(scores) if scores else None,
            **{f"score_{score}": scores.count(score) for score in range(1, 6)},
        }


def resolutions(marts: Marts) -> Iterator[Row]:
    cycles = marts.of_chat["chat_cycles"]
    for group, chats in marts.months():
        closed = [chat for chat in chats if any(x["is_current"] and x["closed_at"] for x in cycles[chat["id"]])]
        once = [chat for chat in closed if len(cycles[chat["id"]]) == 1 and chat["reply_count"]]
        opened = sum(len(cycles[chat["id"]]) > 0 for chat in chats)
        reopened = sum(len(cycles[chat["id"]]) > 1 for chat in chats)
        yield group | {
            "chats": len(chats),
            "opened": opened,
            "closed": len(closed),
            "reopened": reopened,
            "reopen_rate": reopened / opened if opened else None,
            "resolved_at_first_contact": len(once),
            "first_contact_resolution_rate": len(once) / len(closed) if closed else None,
            "one_reply": sum(chat["reply_count"] == 1 for chat in once),
        }


def daily_backlog(marts: Marts) -> Iterator[Row]:
    runs: dict[str | None, list[tuple[date, date]]] = defaultdict(list)
    rests: dict[str | None, list[tuple[date, date]]] = defaultdict(list)
    for id_, chat in marts.chats.items():
        snoozes = marts.of_chat["chat_snoozes"][id_]
        for cycle in marts.of_chat["chat_cycles"][id_]:
            ends = [at for at in (cycle["closed_at_local"], cycle["ended_at_local"]) if at]
            ends += [each["snoozed_at_local"] for each in snoozes if within(cycle, each["snoozed_at"])]
            runs[chat["channel_id"]].append((cycle["opened_at_local"].date(), min(ends).date() if ends else date.max))
        for each in snoozes:
            last = each["ended_at_local"].date() if each["ended_at_local"] else date.max
            rests[chat["channel_id"]].append((each["snoozed_at_local"].date(), last))
    for row in channel_dates(marts):
        channel, day = row.values()
        yield row | {
            "opened": sum(first == day for first, _ in runs[channel]),
            "ended": sum(last == day for _, last in runs[channel]),
            "open_at_end": sum(first <= day < last for first, last in runs[channel]),
            "snoozed_at_end": sum(first <= day < last for first, last in rests[channel]),
        }


def within(cycle: Row, at: Any) -> bool:
    return bool(cycle["opened_at"] <= at and (cycle["ended_at"] is None or at < cycle["ended_at"]))


def snoozed_times(marts: Marts) -> Iterator[Row]:
    for group, chats in marts.months():
        snoozes = [snooze for chat in chats for snooze in marts.of_chat["chat_snoozes"][chat["id"]]]
        row = group | {
            "chats": len(chats),
            "chats_snoozed": len({snooze["chat_id"] for snooze in snoozes}),
            "snoozes": len(snoozes),
            "snoozes_ended": sum(snooze["ended_at"] is not None for snooze in snoozes),
        }
        for measure in ("snoozed_time", "operation_snoozed_time"):
            times = [snooze[measure] for snooze in snoozes]
            row |= spread(measure, times) | {f"{measure}_total": sum(time or 0 for time in times)}
        yield row
