"""A plain computation of the report `happenings` from the rows of the marts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from plain_marts import Happening, Marts, Row

GRACE = timedelta(seconds=5)
KINDS = {
    "chats_created": "creation",
    "cycles_closed": "close",
    "customer_messages": "ask",
    "replies": "reply",
    "waits": "wait",
    "ratings": "rating",
    "snoozed": "snooze",
    "woken": "waking",
}
MEASURES = {
    "waits": "waiting_time",
    "replies": "reply_time",
    "woken": "snoozed_time",
    "cycles_closed": "resolution_time",
}


def happenings(marts: Marts) -> Iterator[Row]:
    for each in marts.happenings():
        kind = "reopening" if each.what.get("cycle", 1) > 1 else "opening"
        kind = kind if each.kind == "cycles_opened" else KINDS.get(each.kind, "")
        owners = {dimension: id_ for dimension, id_, _ in marts.members_then(each)}
        counted_at = each.what["asked_at_local"] if each.is_reply else each.at
        row = {
            "chat_id": each.chat["id"],
            "channel_id": each.chat["channel_id"],
            "kind": kind,
            "happened_at": each.utc,
            "happened_at_local": each.at,
            "date": each.at and each.at.date(),
            "hour": counted_at and counted_at.hour,
            "assignee_id": owners["assignee"],
            "team_id": owners["team"],
            "is_reply": each.is_reply,
            "replied_by": each.by,
            "ended_on": ran_until(marts, each) if each.kind == "cycles_opened" else None,
            "score": each.what["csat"] if each.kind == "ratings" else None,
        }
        if kind:
            yield row | took(each) | contact(marts, each)


def took(each: Happening) -> Row:
    """How long it took, by four clocks; a reply outside operating hours took no operating time."""
    is_reported = each.kind == "cycles_closed" and each.what["is_current"] and each.chat["metrics_source"] == "reported"
    row = each.chat if is_reported else each.what
    name = MEASURES.get(each.kind, "")
    has_hours = each.kind != "replies" or each.what["in_operation"]
    customer = {"took": name, "customer_took": "customer_wait_time" if each.is_reply else ""}
    return {
        f"{prefix}{column}": row.get(f"{prefix}{of}") if of and (not prefix or has_hours) else None
        for column, of in customer.items()
        for prefix in ("", "operation_")
    }


def contact(marts: Marts, each: Happening) -> Row:
    if each.kind != "cycles_closed":
        return {"is_first_contact": None, "is_one_reply": None}
    is_first = each.what["cycle"] == 1
    return {
        "is_first_contact": is_first and bool(replies(each) or is_answered_call(marts, each)),
        "is_one_reply": is_first and replies(each) == 1,
    }


def ran_until(marts: Marts, opening: Happening) -> date | None:
    """The date on which a cycle ceased to run."""
    cycle = opening.what
    snoozes = [each for each in marts.of_chat["chat_snoozes"][opening.chat["id"]] if each["cycle"] == cycle["cycle"]]
    ends = [cycle["closed_at_local"], cycle["ended_at_local"], *(each["snoozed_at_local"] for each in snoozes)]
    return min((at.date() for at in ends if at), default=None)


def replies(close: Happening) -> int:
    """The replies of a cycle, or the platform's number where it reports the current one."""
    is_reported = close.what["is_current"] and close.chat["metrics_source"] == "reported"
    return (close.chat if is_reported else close.what)["reply_count"] or 0


def is_answered_call(marts: Marts, close: Happening) -> bool:
    """Whether a call was answered in a cycle that was closed."""
    opened_at, closed_at = close.what["opened_at"] - GRACE, close.what["closed_at"]
    calls = marts.of_chat["meets"][close.chat["id"]]
    return any(call["engaged_at"] and opened_at <= call["engaged_at"] <= closed_at for call in calls)
