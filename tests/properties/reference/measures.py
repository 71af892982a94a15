"""Everything measured in one chat: its cycles, turns, snoozes and cases with elapsed and operating times."""

from dataclasses import asdict, dataclass

from .archive import Chat
from .calendars import Calendar
from .cycles import Case, Cycle, Snooze, Turn, cases, cycles, snoozes, turns, walk
from .timeline import Timeline, timeline
from .values import Row


@dataclass(frozen=True)
class Measures:
    """A chat's time line, the rows of its three tables and its cases, in order."""

    line: Timeline
    cycles: list[Row]
    turns: list[Row]
    snoozes: list[Row]
    cases: list[Case]

    @property
    def current(self) -> Row:
        """The current cycle; empty for a chat never opened."""
        return self.cycles[-1] if self.cycles else {}


def measure(chat: Chat, calendar: Calendar, reply_clock: str) -> Measures:
    """The measures of a chat, times in ms."""
    line = timeline(chat)
    steps = walk(line)
    answered = [_turn_row(turn, calendar) for turn in turns(steps, reply_clock)]
    return Measures(
        line,
        [_cycle_row(cycle, answered, calendar) for cycle in cycles(steps)],
        answered,
        [_snooze_row(snooze, calendar) for snooze in snoozes(steps)],
        cases(steps),
    )


def _turn_row(turn: Turn, calendar: Calendar) -> Row:
    return asdict(turn) | {
        "reply_time": turn.reply_time,
        "operation_reply_time": calendar.operating_time(turn.clock_started_at, turn.replied_at),
        "in_operation": calendar.is_open(turn.replied_at),
        "customer_wait_time": turn.customer_wait_time,
        "operation_customer_wait_time": calendar.operating_time(turn.asked_at, turn.replied_at),
    }


def _snooze_row(snooze: Snooze, calendar: Calendar) -> Row:
    return asdict(snooze) | {
        "snoozed_time": None if snooze.ended_at is None else snooze.ended_at - snooze.snoozed_at,
        "operation_snoozed_time": calendar.operating_time(snooze.snoozed_at, snooze.ended_at),
    }


def _cycle_row(cycle: Cycle, answered: list[Row], calendar: Calendar) -> Row:
    own = [turn for turn in answered if turn["cycle"] == cycle.cycle]
    return (
        asdict(cycle)
        | totals(own)
        | {
            "resolution_time": None if cycle.closed_at is None else cycle.closed_at - cycle.opened_at,
            "operation_resolution_time": calendar.operating_time(cycle.opened_at, cycle.closed_at),
        }
    )


# A reply after hours still has a waiting time in operation, but is no reply in operation.
def totals(turns: list[Row]) -> Row:
    """What some turns come to, in order: the first wait, and the replies."""
    first = turns[0] if turns else {}
    return {
        "waiting_time": first.get("reply_time"),
        "first_replied_at": first.get("replied_at"),
        **_replies("", [turn["reply_time"] for turn in turns]),
        "operation_waiting_time": first.get("operation_reply_time"),
        **_replies("operation_", [turn["operation_reply_time"] for turn in turns if turn["in_operation"]]),
    }


def _replies(prefix: str, times: list[int]) -> Row:
    return {
        f"{prefix}total_reply_time": sum(times),
        f"{prefix}reply_count": len(times),
        f"{prefix}avg_reply_time": rounded_half_up(sum(times), len(times)),
    }


def rounded_half_up(total: int, count: int) -> int | None:
    """The average in whole ms; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None
