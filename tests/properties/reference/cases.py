"""The rows of chat_cases: what a case comes to, and what was said of the chat when it was over."""

from . import replay
from .archive import Chat
from .calendars import Calendar
from .cycles import Case
from .descriptions import GOAL, channel_of
from .measures import Measures, totals
from .profiles import answered_after, satisfaction
from .values import Row, value

# Column of chat_cases -> column of the sheet.
SAID = {
    **{"assignee_id": "assigneeId", "team_id": "teamId", "tags": "tags"},
    **{"csat": "profile.csat", "csat_comment": "profile.csatComment"},
    **{"goal_state": "goalState", "goal_event_name": "goalEventName", "goal_checked_at": "goalCheckedAt"},
}


def case_rows(chat: Chat, now: Row, measures: Measures, calendar: Calendar) -> list[Row]:
    """The cases of a chat; `now` is its row of the sheet."""
    return [
        {
            "user_chat_case_id": f"{chat.id}-{case.case}",
            "chat_id": chat.id,
            "user_chat_case": case.case,
            "user_chat_case_state": "inProgress" if case.recorded_until is None else "completed",
            "user_chat_case_created_at": case.created_at,
            "user_chat_case_updated_at": case.last_changed_at if case.recorded_until is None else case.recorded_until,
            "channel_id": channel_of(chat),
            "opened_at": case.opened_at,
            "closed_at": case.closed_at,
        }
        | _measured(case, measures, calendar)
        | _named(_said(chat, now, case.recorded_until))
        for case in measures.cases
    ]


def _measured(case: Case, measures: Measures, calendar: Calendar) -> Row:
    cycles = [cycle["cycle"] for cycle in measures.cycles if cycle["case"] == case.case]
    turns = [turn for turn in measures.turns if turn["cycle"] in cycles]
    snoozes = [snooze for snooze in measures.snoozes if snooze["case"] == case.case]
    return totals(turns) | {
        "cycle_count": len(cycles),
        **_resolution(case, calendar),
        "snooze_count": len(snoozes),
        "total_snoozed_time": sum(snooze["snoozed_time"] or 0 for snooze in snoozes),
        "operation_snoozed_time": sum(snooze["operation_snoozed_time"] or 0 for snooze in snoozes),
    }


def _resolution(case: Case, calendar: Calendar) -> Row:
    if case.opened_at is None or case.closed_at is None:
        return {"resolution_time": None, "operation_resolution_time": None}
    return {
        "resolution_time": case.closed_at - case.opened_at,
        "operation_resolution_time": calendar.operating_time(case.opened_at, case.closed_at),
    }


def _named(said: Row) -> Row:
    return {column: said[key] for column, key in SAID.items()}


def _said(chat: Chat, now: Row, until: int | None) -> Row:
    """What was said of the chat at an instant. Where no snapshot was taken by then, what nothing dated later speaks of
    is as it is now."""
    if until is None:
        return now
    then = chat.as_of(until)
    said = {"assigneeId": replay.assignee(then), "teamId": replay.team(then), "tags": replay.tags(then) or None}
    said |= satisfaction(then) | {key: value(then.snapshot, key) for key in GOAL}
    later = replay.spoken_of([log for log in chat.logs if log.at > until]) | answered_after(chat, until)
    return said if then.snapshot else {key: said[key] if key in later else now[key] for key in said}
