"""Everything measured in one chat: its cycles, turns and snoozes with elapsed and operating times."""

from dataclasses import asdict, dataclass

from .archive import Chat
from .calendars import Calendar
from .cycles import Cycle, Snooze, Turn, cycles, snoozes, turns, walk
from .timeline import Timeline, timeline
from .values import Row


@dataclass(frozen=True)
class Measures:
    """A chat's time line and the rows of its three tables, in order."""

    line: Timeline
    cycles: list[Row]
    turns: list[Row]
    snoozes: list[Row]

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


# A reply after hours still has a waiting time in operation, but is no reply in operation.
def _cycle_row(cycle: Cycle, answered: list[Row], calendar: Calendar) -> Row:
    own = [turn for turn in answered if turn["cycle"] == cycle.cycle]
    first = own[0] if own else {}
    operating = [turn["operation_reply_time"] for turn in own if turn["in_operation"]]
    return asdict(cycle) | {
        "waiting_time": first.get("reply_time"),
        "first_replied_at": first.get("replied_at"),
        **_totals("", [turn["reply_time"] for turn in own]),
        "resolution_time": None if cycle.closed_at is None else cycle.closed_at - cycle.opened_at,
        "operation_waiting_time": first.get("operation_reply_time"),
        **_totals("operation_", operating),
        "operation_resolution_time": calendar.operating_time(cycle.opened_at, cycle.closed_at),
    }


def _totals(prefix: str, times: list[int]) -> Row:
    return {
        f"{prefix}total_reply_time": sum(times),
        f"{prefix}reply_count": len(times),
        f"{prefix}avg_reply_time": rounded_half_up(sum(times), len(times)),
    }


def rounded_half_up(total: int, count: int) -> int | None:
    """The average in whole ms; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None
