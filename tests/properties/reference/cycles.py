"""Cycles, turns and snoozes: one walk over a time line."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .timeline import RANKS, RUNNING, SAME_REPORT, Moment, Timeline
from .values import known

HOUR = 3_600_000
STATES = ("queued", *RUNNING)


@dataclass(frozen=True)
class Step:
    """A moment, the numbers of its cycle and its case (0 before the first), and whether it starts that cycle."""

    moment: Moment
    cycle: int
    starts: bool
    case: int


@dataclass(frozen=True)
class Cycle:
    """From a start to the next; `closed_at` is its first close."""

    cycle: int
    case: int
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
    case: int
    snoozed_at: int
    ended_at: int | None


@dataclass(frozen=True)
class Case:
    """From the first queue or open, or the change of state after a close, to the first close."""

    case: int
    created_at: int
    opened_at: int | None
    closed_at: int | None
    last_changed_at: int
    next_started_at: int | None

    @property
    def recorded_until(self) -> int | None:
        """The instant after which nothing changes the case; None while it goes on."""
        ends = (self.closed_at and self.closed_at + HOUR, self.next_started_at)
        return min((end for end in ends if end is not None), default=None)


def walk(line: Timeline) -> list[Step]:
    """Every moment in order, placed in its cycle and its case."""
    steps: list[Step] = []
    previous: Moment | None = None
    state: str | None = None
    cycle = case = 0
    for moment in line.moments:
        starts = _starts(moment, previous)
        cycle += starts
        case += _starts_case(moment, state, case) or (starts and previous is not None and previous.kind == "opened")
        steps.append(Step(moment, cycle, starts, case))
        previous = moment if moment.kind in RUNNING else previous
        state = moment.kind if moment.kind in STATES else state
    return steps


# A snooze starts a case only after a close. A start while a cycle runs is a reopening whose close nobody saw.
def _starts_case(moment: Moment, state: str | None, case: int) -> bool:
    if moment.kind not in STATES or moment.kind == "closed":
        return False
    return state == "closed" or (not case and moment.kind != "snoozed")


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
        Cycle(step.cycle, step.case, step.moment.at, _first_close(steps, step.cycle), end)
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
            found.append(Snooze(len(found) + 1, running.cycle, running.case, running.moment.at, step.moment.at))
            running = None
        elif step.moment.kind == "snoozed":
            running = running or step
    return [*found, Snooze(len(found) + 1, running.cycle, running.case, running.moment.at, None)] if running else found


def cases(steps: list[Step]) -> list[Case]:
    """The cases of a chat, in order."""
    changes = [step for step in steps if step.case and step.moment.kind in STATES]
    found = [list(own) for _, own in groupby(changes, key=lambda step: step.case)]
    ends: list[int | None] = [*(own[0].moment.at for own in found[1:]), None]
    return [_case(own, end) for own, end in zip(found, ends, strict=False)]


def _case(steps: list[Step], next_started_at: int | None) -> Case:
    def first(*kinds: str) -> int | None:
        return next((step.moment.at for step in steps if step.moment.kind in kinds), None)

    return Case(
        case=steps[0].case,
        created_at=known(first("queued", "opened"), steps[0].moment.at),
        opened_at=next((step.moment.at for step in steps if step.starts), None),
        closed_at=first("closed"),
        last_changed_at=steps[-1].moment.at,
        next_started_at=next_started_at,
    )
