"""A plain computation of every report from the rows of the marts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from plain_marts import MONTHLY, Marts, Row, days, month_of, spread


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


def hourly_response_times(marts: Marts) -> Iterator[Row]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for turn in marts["chat_turns"]:
        chat, asked = marts.chats[turn["chat_id"]], turn["asked_at_local"]
        for member in marts.members(chat):
            groups[chat["channel_id"], month_of(asked.date()), *member, asked.hour].append(turn)
    for key, turns in groups.items():
        row = dict(zip((*MONTHLY, "hour"), key, strict=True))
        for prefix, counted in (("", turns), ("operation_", [turn for turn in turns if turn["in_operation"]])):
            times = [turn[f"{prefix}reply_time"] for turn in counted]
            row[f"{prefix}replies"] = sum(time is not None for time in times)
            row |= spread(f"{prefix}reply_time", times)
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
