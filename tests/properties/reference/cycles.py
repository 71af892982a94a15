"""Cycles, turns and snoozes: one walk over a time line."""

from dataclasses import dataclass

from .timeline import RUNNING, SAME_REPORT, Moment, Timeline


@dataclass(frozen=True)
class Step:
    """A moment, the number of its cycle (0 before the first), and whether that cycle had a close before it."""

    moment: Moment
    cycle: int
    starts: bool
    after_close: bool


@dataclass(frozen=True)
class Cycle:
    """From a start to the next; `closed_at` is its first close."""

    cycle: int
    opened_at: int
    closed_at: int | None
    ended_at: int | None


@dataclass(frozen=True)
class Turn:
    """A customer's wait that a staff message ended."""

    turn: int
    cycle: int
    asked_at: int
    clock_started_at: int
    replied_at: int
    replied_by: str | None

    @property
    def reply_time(self) -> int:
        return self.replied_at - self.clock_started_at


@dataclass(frozen=True)
class Snooze:
    """From the first snooze report to the next cycle start or close; no end while it still runs."""

    snooze: int
    cycle: int
    snoozed_at: int
    ended_at: int | None


def walk(line: Timeline) -> list[Step]:
    """Every moment in order, placed in its cycle."""
    steps: list[Step] = []
    previous: Moment | None = None
    cycle, closed = 0, False
    for moment in line.moments:
        starts = _starts(moment, previous)
        cycle, closed = (cycle + 1, False) if starts else (cycle, closed)
        steps.append(Step(moment, cycle, starts, closed))
        closed = closed or moment.kind == "closed"
        previous = moment if moment.kind in RUNNING else previous
    return steps


# A log open while a cycle runs says nothing new. A snapshot's open well after the last one is a reopening whose close
# nobody saw.
def _starts(moment: Moment, previous: Moment | None) -> bool:
    if moment.kind != "opened":
        return False
    if previous is None or previous.kind != "opened":
        return True
    return moment.from_snapshot and moment.at - previous.at > SAME_REPORT


def cycles(steps: list[Step]) -> list[Cycle]:
    """The cycles of a chat, in order."""
    starts = [step for step in steps if step.starts]
    ends: list[int | None] = [*(step.moment.at for step in starts[1:]), None]
    return [
        Cycle(step.cycle, step.moment.at, _first_close(steps, step.cycle), end)
        for step, end in zip(starts, ends, strict=False)
    ]


def _first_close(steps: list[Step], cycle: int) -> int | None:
    return next((step.moment.at for step in steps if step.cycle == cycle and step.moment.kind == "closed"), None)


def turns(steps: list[Step], reply_clock: str) -> list[Turn]:
    """The answered turns of a chat, in order; `reply_clock` says which ask of a turn counts, the first or the last."""
    found: list[Turn] = []
    opened = {cycle.cycle: cycle.opened_at for cycle in cycles(steps)}
    asks: list[int] = []
    for step in steps:
        if step.moment.kind == "customer":
            asks.append(step.moment.at)
        elif step.moment.kind == "closed":
            asks = []
        elif _countable(step) and asks:
            found.append(_turn(len(found) + 1, step, asks[-1 if reply_clock == "last" else 0], opened[step.cycle]))
            asks = []
    return found


# Before the first cycle, or between a close and the next start, a staff message neither answers nor clears an ask.
def _countable(step: Step) -> bool:
    return step.moment.kind == "staff" and step.cycle > 0 and not step.after_close


def _turn(number: int, step: Step, asked_at: int, opened_at: int) -> Turn:
    reply = step.moment
    return Turn(number, step.cycle, asked_at, max(asked_at, opened_at), reply.at, reply.person_id)


def snoozes(steps: list[Step]) -> list[Snooze]:
    """The snoozes of a chat, in order; a further snooze report while snoozed is none."""
    found: list[Snooze] = []
    running: Step | None = None
    for step in steps:
        if running and (step.starts or step.moment.kind == "closed"):
            found.append(Snooze(len(found) + 1, running.cycle, running.moment.at, step.moment.at))
            running = None
        elif step.moment.kind == "snoozed":
            running = running or step
    return [*found, Snooze(len(found) + 1, running.cycle, running.moment.at, None)] if running else found
