"""Cycles, turns and snoozes: one walk over a time line."""

from collections.abc import Iterator
from dataclasses import dataclass

from .timeline import RANKS, RUNNING, SAME_REPORT, Moment, Timeline


@dataclass(frozen=True)
class Step:
    """A moment, the number of its cycle (0 before the first), and whether it starts that."""

    moment: Moment
    cycle: int
    starts: bool


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

    @property
    def customer_wait_time(self) -> int:
        """What the customer waited, over openings and snoozes."""
        return self.replied_at - self.asked_at


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
    cycle = 0
    for moment in line.moments:
        starts = _starts(moment, previous)
        cycle += starts
        steps.append(Step(moment, cycle, starts))
        previous = moment if moment.kind in RUNNING else previous
    return steps


# A log open while a cycle runs says nothing new. A snapshot's open well after the last one is a reopening whose close
# nobody saw.
def _starts(moment: Moment, previous: Moment | None) -> bool:
    if moment.kind != "opened":
        return False
    if previous is None or previous.kind != "opened":
        return True
    return moment.by == "snapshot" and moment.at - previous.at > SAME_REPORT


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
    cycle, open_ = 0, False
    for _, step in sorted(_acting(steps), key=lambda placed: placed[0]):
        if step.starts:
            cycle, open_ = step.cycle, True
        elif step.moment.kind == "closed":
            asks, open_ = [], False
        elif step.moment.kind == "customer":
            asks.append(step.moment.at)
        elif step.moment.kind == "staff" and open_ and asks:
            asked_at = asks[-1 if reply_clock == "last" else 0]
            found.append(_turn(len(found) + 1, cycle, step.moment, asked_at, opened[cycle]))
            asks = []
    return found


Place = tuple[int, float, str]


# Clocks of a message and of the change it causes differ: a close acts five seconds later, and the start after a close
# (or the first of all) five seconds earlier, but each in its order.
def _acting(steps: list[Step]) -> Iterator[tuple[Place, Step]]:
    closed: dict[int, Place] = {}
    for number, step in enumerate(steps):
        if step.moment.kind == "closed":
            later = (step.moment.at + SAME_REPORT, RANKS.index("closed"), "")
            following = next((each.moment.order for each in steps[number:] if each.starts), None)
            place = min(later, (following[0], following[1] - 0.5, "")) if following else later
            closed[step.cycle] = max(place, closed.get(step.cycle, place))
            yield place, step
        elif step.starts:
            own, before = step.moment.order, closed.get(step.cycle - 1)
            early = (step.moment.at - SAME_REPORT, RANKS.index("opened"), "")
            place = max(early, (before[0], before[1] + 0.25, "")) if before else early
            yield (place if step.cycle == 1 or before else own), step
        elif step.moment.kind in ("customer", "staff"):
            yield step.moment.order, step


def _turn(number: int, cycle: int, reply: Moment, asked_at: int, opened_at: int) -> Turn:
    return Turn(number, cycle, asked_at, min(max(asked_at, opened_at), reply.at), reply.at, reply.person_id)


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
