"""The time line of one chat: state reports, openings nobody reported, asks and staff messages."""

from collections.abc import Iterator
from dataclasses import dataclass

from .archive import Chat
from .messages import Message
from .values import value

SAME_REPORT = 5_000

# The order at equal milliseconds. Bot messages and notes, between staff and snooze, move nothing and are left out.
RANKS = ("queued", "missed", "opened", "customer", "staff", "snoozed", "closed")
RUNNING = ("opened", "snoozed", "closed")

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
    """One instant that matters; `id` is its message's, empty where a snapshot told it."""

    at: int
    kind: str
    id: str = ""
    person_id: str | None = None
    from_snapshot: bool = False

    @property
    def order(self) -> tuple[int, int, str]:
        return (self.at, RANKS.index(self.kind), self.id)


@dataclass(frozen=True)
class Timeline:
    """The moments of a chat in order; `changes` are those that report (or imply) a state."""

    moments: list[Moment]

    @property
    def changes(self) -> list[Moment]:
        return [moment for moment in self.moments if moment.kind not in ("customer", "staff")]

    def first(self, kind: str) -> int | None:
        """The earliest instant of a kind."""
        return next((moment.at for moment in self.moments if moment.kind == kind), None)


def timeline(chat: Chat) -> Timeline:
    """All moments of a chat, in order."""
    reports = in_order(_reports(chat))
    asks = in_order([_spoken("customer", message) for message in chat.customer_messages])
    replies = [_spoken("staff", message) for message in chat.messages if message.staff]
    opens = {*_implicit_opens(reports, asks), *_sole_open(chat, reports, asks)} if _can_open(chat, reports) else set()
    return Timeline(in_order([*reports, *asks, *replies, *opens]))


def in_order(moments: list[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: moment.order)


# A log near a snapshot report of its state is that report; the platform's own instant is the one kept.
def _reports(chat: Chat) -> list[Moment]:
    told = {
        Moment(at, state, from_snapshot=True)
        for snapshot in chat.snapshots
        for key, state in SNAPSHOT_KEYS.items()
        if (at := value(snapshot, key)) is not None
    }
    logged = [Moment(log.at, LOGGED[log.action], log.id) for log in chat.logs if log.action in LOGGED]
    return [*told, *(log for log in logged if not any(_same_report(log, report) for report in told))]


def _same_report(log: Moment, report: Moment) -> bool:
    return log.kind == report.kind and abs(log.at - report.at) <= SAME_REPORT


def _spoken(kind: str, message: Message) -> Moment:
    return Moment(message.at, kind, message.id, message.person_id)


# A chat the platform has told us of, but never an opening of it, stayed with its bots.
def _can_open(chat: Chat, reports: list[Moment]) -> bool:
    return chat.snapshot is None or any(report.kind == "opened" for report in reports)


def _implicit_opens(reports: list[Moment], asks: list[Moment]) -> Iterator[Moment]:
    """Openings by a customer who writes into a closed or snoozed chat that nobody reports opened in time."""
    for index, last in enumerate(reports):
        until = reports[index + 1].order if index + 1 < len(reports) else None
        gap = [ask for ask in asks if last.order < ask.order and (until is None or ask.order < until)]
        coming = next((report.kind for report in reports[index + 1 :] if report.kind in RUNNING), None)
        if gap and last.kind in ("closed", "snoozed") and coming != "opened":
            yield _opening(gap[0])


def _sole_open(chat: Chat, reports: list[Moment], asks: list[Moment]) -> list[Moment]:
    """The opening by the first customer message of a chat known by messages only, without any opening reported."""
    if chat.snapshot is not None or any(report.kind == "opened" for report in reports):
        return []
    return [_opening(ask) for ask in asks[:1]]


def _opening(ask: Moment) -> Moment:
    return Moment(ask.at, "opened", ask.id)
