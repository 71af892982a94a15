"""A plain computation of every report from the rows of the marts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo

from plain_happenings import happenings as happenings
from plain_happenings import is_answered_call, replies
from plain_marts import MONTHLY, Happening, Marts, Row, days, month_of, spread


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
    for each in marts.happenings():
        for member in marts.members_then(each) if each.kind in kinds and each.at else ():
            found[each.chat["channel_id"], each.at.date(), *member][each.kind] += 1
    for key, counts in found.items():
        yield dict(zip(("channel_id", "date", *MONTHLY[2:]), key, strict=True)) | {kind: counts[kind] for kind in kinds}


def hourly_volume(marts: Marts) -> Iterator[Row]:
    kinds = ("customer_messages", "replies", "chats_created")
    dated = [(each.chat["channel_id"], each.at, each.kind) for each in marts.happenings() if each.at]
    counts = Counter((channel, month_of(at.date()), at.isoweekday(), at.hour, kind) for channel, at, kind in dated)
    for channel, span in marts.spans().items():
        zone = marts.zone(channel)
        of_month: Counter[tuple[Any, ...]] = Counter()
        for day, hour in product(span, range(24)):
            of_month[month_of(day), day.isoweekday(), hour] += times(zone, day, hour)
        for month, weekday, hour in product({month_of(day) for day in span}, range(1, 8), range(24)):
            row = {"channel_id": channel, "month": month, "weekday": weekday, "hour": hour}
            cell = {kind: counts[channel, month, weekday, hour, kind] for kind in kinds}
            yield row | {"days": of_month[month, weekday, hour]} | cell


@cache
def times(zone: ZoneInfo, day: date, hour: int) -> int:
    """How often clocks come to show an hour of a day; they are looked at every half hour."""
    noon = datetime.combine(day, time(12), UTC)
    days_around = [(noon + timedelta(days=n)).astimezone(zone).utcoffset() for n in (-2, 2)]
    if days_around[0] == days_around[1]:
        return 1
    shown = [(noon + timedelta(minutes=30 * n)).astimezone(zone).replace(tzinfo=None) for n in range(-96, 97)]
    starts = datetime.combine(day, time(hour))
    within = [starts <= at < starts + timedelta(hours=1) for at in shown]
    return sum(now and (not before or shown[n] >= shown[n + 1]) for n, (before, now) in enumerate(pairwise(within)))


def response_times(marts: Marts) -> Iterator[Row]:
    for group, found in marts.months("chats_created", "waits", "replies", "cycles_closed"):
        row = group | {"chats": len(found["chats_created"])}
        for prefix in ("", "operation_"):
            replies = [each.what for each in found["replies"] if not prefix or each.what["in_operation"]]
            times = {
                "waiting": [each.what[f"{prefix}waiting_time"] for each in found["waits"]],
                "reply": [turn[f"{prefix}reply_time"] for turn in replies],
                "resolution": [resolution(each, f"{prefix}resolution_time") for each in found["cycles_closed"]],
            }
            for measure, counted in (("waiting", "waits"), ("reply", "replies"), ("resolution", "resolutions")):
                row[f"{prefix}{counted}"] = sum(time is not None for time in times[measure])
                row |= spread(f"{prefix}{measure}_time", times[measure])
        yield row


def resolution(close: Happening, name: str) -> int | None:
    """The time of a cycle, or the platform's where it reports the current one."""
    is_reported = close.what["is_current"] and close.chat["metrics_source"] == "reported"
    found: int | None = (close.chat if is_reported else close.what)[name]
    return found


def hourly_response_times(marts: Marts) -> Iterator[Row]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for each in (each for each in marts.happenings() if each.kind == "replies"):
        for member in marts.members_then(each):
            hour = each.what["asked_at_local"].hour
            groups[each.chat["channel_id"], month_of(each.at.date()), *member, hour].append(each.what)
    for key, turns in groups.items():
        row = dict(zip((*MONTHLY, "hour"), key, strict=True))
        for prefix, counted in (("", turns), ("operation_", [turn for turn in turns if turn["in_operation"]])):
            times = [turn[f"{prefix}reply_time"] for turn in counted]
            row[f"{prefix}replies"] = sum(time is not None for time in times)
            row |= spread(f"{prefix}reply_time", times)
        yield row


def satisfaction(marts: Marts) -> Iterator[Row]:
    for group, found in marts.months("chats_created", "ratings"):
        scores = [each.what["csat"] for each in found["ratings"]]
        chats = len(found["chats_created"])
        yield group | {
            "chats": chats,
            "ratings": len(scores),
            "rating_rate": len(scores) / chats if chats else None,
            "average_score": sum(scores) / len(scores) if scores else None,
            **{f"score_{score}": scores.count(score) for score in range(1, 6)},
        }


def resolutions(marts: Marts) -> Iterator[Row]:
    for group, found in marts.months("chats_created", "cycles_opened", "reopenings", "cycles_closed"):
        closed = found["cycles_closed"]
        once = [each for each in closed if each.what["cycle"] == 1 and (replies(each) or is_answered_call(marts, each))]
        opened, reopened = len(found["cycles_opened"]), len(found["reopenings"])
        yield group | {
            "chats": len(found["chats_created"]),
            "opened": opened,
            "closed": len(closed),
            "reopened": reopened,
            "reopen_rate": reopened / opened if opened else None,
            "resolved_at_first_contact": len(once),
            "first_contact_resolution_rate": len(once) / len(closed) if closed else None,
            "one_reply": sum(replies(each) == 1 for each in once),
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
    for group, found in marts.months("chats_created", "snoozed", "woken"):
        row = group | {
            "chats": len(found["chats_created"]),
            "chats_snoozed": len({each.chat["id"] for each in found["snoozed"]}),
            "snoozes": len(found["snoozed"]),
            "snoozes_ended": len(found["woken"]),
        }
        for measure in ("snoozed_time", "operation_snoozed_time"):
            times = [each.what[measure] for each in found["woken"]]
            row |= spread(measure, times) | {f"{measure}_total": sum(time or 0 for time in times)}
        yield row
