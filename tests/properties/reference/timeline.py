"""The time line of one chat: state reports, openings nobody reported, asks and staff messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .archive import Chat, taken_at
from .messages import Message
from .values import known, value

SAME_REPORT = 5_000

# The order at equal milliseconds. Bot messages and notes, between staff and snooze, move nothing and are left out. What
# a snapshot saw comes after all that happened by then.
RANKS = ("queued", "missed", "opened", "customer", "staff", "snoozed", "closed")
SEEN_RANK = len(RANKS)
RUNNING = ("opened", "snoozed", "closed")
SEEN = ("opened", "snoozed", "closed", "queued")

LOGGED = {
    **{"open": "opened", "autoOpen": "opened", "close": "closed", "autoClose": "closed"},
    **{"snooze": "snoozed", "enqueue": "queued", "miss": "missed"},
}
SNAPSHOT_KEYS = {
    **{"firstOpenedAt": "opened", "openedAt": "opened", "firstQueuedAt": "queued", "queuedAt": "queued"},
    **{"closedAt": "closed", "snoozedAt": "snoozed"},
}


@dataclass(frozen=True)
class Moment:
    """One instant that matters; `id` is its message's, empty where a snapshot told it.

    `by` is what told it: a log, a snapshot's instant, the state that a snapshot saw ("seen"), a deletion or a message.
    """

    at: int
    kind: str
    id: str = ""
    person_id: str | None = None
    by: str = "log"

    @property
    def order(self) -> tuple[int, int, str]:
        return (self.at, SEEN_RANK if self.by == "seen" else RANKS.index(self.kind), self.id)


@dataclass(frozen=True)
class Timeline:
    """The moments of a chat in order; `changes` are those that report (or imply) a state."""

    moments: list[Moment]
    deleted_at: int | None

    @property
    def changes(self) -> list[Moment]:
        return [moment for moment in self.moments if moment.kind not in ("customer", "staff")]

    def first(self, kind: str) -> int | None:
        """The earliest instant of a kind."""
        return next((moment.at for moment in self.moments if moment.kind == kind), None)


def timeline(chat: Chat) -> Timeline:
    """All moments of a chat, in order."""
    reports = in_order(_reports(chat))
    deleted_at = _deleted_at(chat, reports)
    if deleted_at is not None:
        reports = in_order([*reports, Moment(deleted_at, "closed", "deleted", by="deletion")])
    asks = in_order([_spoken("customer", message) for message in chat.customer_messages])
    replies = [_spoken("staff", message) for message in chat.messages if message.staff]
    unreported = list(_unreported(chat, reports, asks))
    return Timeline(in_order([*reports, *asks, *replies, *unreported]), deleted_at)


def in_order(moments: list[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: moment.order)


# The platform's own instant is kept: it stands for the nearest log of its state within five seconds, and for those of
# the same state beside that one, with no log of another state between.
def _reports(chat: Chat) -> list[Moment]:
    told = {
        Moment(at, state, by="snapshot")
        for snapshot in chat.snapshots
        for key, state in SNAPSHOT_KEYS.items()
        if (at := value(snapshot, key)) is not None
    }
    logged = in_order([Moment(log.at, LOGGED[log.action], log.id) for log in chat.logs if log.action in LOGGED])
    stood_for = {log for report in told for log in _stood_for(report, logged)}
    return [*told, *(log for log in logged if log not in stood_for)]


def _stood_for(report: Moment, logged: list[Moment]) -> list[Moment]:
    runs = [list(run) for _, run in groupby(logged, key=lambda log: log.kind)]
    near = [log for log in logged if _same_report(log, report)]
    if not near:
        return []
    nearest = min(near, key=lambda log: (abs(log.at - report.at), log.order))
    return [log for log in next(run for run in runs if nearest in run) if log in near]


def _same_report(one: Moment, other: Moment) -> bool:
    return one.kind == other.kind and abs(one.at - other.at) <= SAME_REPORT


def _deleted_at(chat: Chat, reports: list[Moment]) -> int | None:
    """When a webhook deleted the chat; of a body without an instant, at the last thing known."""
    if not chat.deletions:
        return None
    told = [at for body in chat.deletions if (at := taken_at(body)) is not None]
    known = [*(message.at for message in chat.messages), *(report.at for report in reports)]
    return min(told) if told else max(known, default=None)


def _spoken(kind: str, message: Message) -> Moment:
    return Moment(message.at, kind, message.id, message.person_id)


def _seen(chat: Chat) -> list[Moment]:
    """What the snapshots saw, one at an instant: the state that the highest version then told."""
    found: dict[int, tuple[int, str]] = {}
    for snapshot in chat.told:
        state, told = value(snapshot, "state"), [value(snapshot, key) for key in SNAPSHOT_KEYS]
        at = max((each for each in [taken_at(snapshot), *told] if each is not None), default=None)
        if at is not None and state is not None:
            seen = (known(value(snapshot, "version"), -1), state)
            found[at] = max(found.get(at, seen), seen)
    return [Moment(at, state, by="seen") for at, (_, state) in found.items()]


def _unreported(chat: Chat, reports: list[Moment], asks: list[Moment]) -> Iterator[Moment]:
    """Changes that nobody reported: openings by a customer who writes, and states that a snapshot saw."""
    line = in_order([*reports, *asks, *_seen(chat)])
    sole = chat.snapshot is None and not any(report.kind == "opened" for report in reports)
    state: str | None = None
    for place, moment in enumerate(line):
        if moment.kind == "customer":
            at_rest = state in ("closed", "snoozed") and not _stays_at_rest(line[place + 1 :], reports)
            if at_rest or (sole and moment is asks[0]):
                yield Moment(moment.at, "opened", moment.id, by="message")
                state = "opened"
        elif moment.by != "seen":
            state = moment.kind
        elif moment.kind != state and _tells(moment, reports):
            yield moment
            state = moment.kind


def _tells(seen: Moment, reports: list[Moment]) -> bool:
    """Whether what a snapshot saw may be news: it is a state that counts, and no report of it is near."""
    return seen.kind in SEEN and not any(_same_report(seen, report) for report in reports)


def _stays_at_rest(coming: list[Moment], reports: list[Moment]) -> bool:
    """Whether a message opens nothing: a snapshot saw another state first, or an open is reported in time."""
    marks = [moment for moment in coming if moment.by == "seen" or moment.kind in RUNNING]
    if marks and marks[0].by == "seen" and marks[0].kind != "opened":
        return True
    for mark in marks:
        if mark.by != "seen":
            return mark.kind == "opened"
        if mark.by == "seen" and mark.kind in ("closed", "snoozed") and _tells(mark, reports):
            return False
    return False
