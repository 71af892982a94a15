"""What the platform said of a chat: full snapshots at any point of its history, true or not, and partial ones."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import strategies as st

from . import clocks
from .values import Entity, chat_details, chat_metrics, chat_profiles, shaped

MOST = 3
STATES = {
    **{"open": "opened", "autoOpen": "opened", "close": "closed", "autoClose": "closed"},
    **{"snooze": "snoozed", "enqueue": "queued", "miss": "missed"},
}
STRAYS = (
    *("openedAt", "closedAt", "snoozedAt", "queuedAt", "firstOpenedAt", "firstQueuedAt", "firstAskedAt"),
    *("firstRepliedAt", "askedAt", "createdAt", "updatedAt"),
)


@dataclass(frozen=True)
class Sketch:
    """What is drawn of one snapshot: how much of the history it knows, and where it errs."""

    known: int
    kept: str
    shift: int
    flat: bool
    versioned: bool
    strays: list[tuple[str, int | None, int]]
    details: Entity
    metrics: Entity
    profile: Entity


@dataclass(frozen=True)
class Told:
    """What is drawn of everything the platform said of one chat."""

    snapshots: list[Sketch]
    partials: list[Sketch]
    orderly: bool


# Drawn as one: a draw for each would make a world twice as slow.
BASES = list(product(range(15), ("all", "current", "none"), clocks.SHIFTS, (False, True), (True, True, True, False)))
ERRORS = list(product(STRAYS, [None, None, *range(14)], clocks.SHIFTS))
sketches = st.builds(
    lambda base, *rest: Sketch(*base, *rest),
    st.sampled_from(BASES),
    st.lists(st.sampled_from(ERRORS), max_size=3),
    chat_details,
    chat_metrics,
    chat_profiles,
)
tellings = st.builds(Told, st.lists(sketches, max_size=MOST), st.lists(sketches, max_size=1), st.booleans())


def snapshots(told: Told, chat: Entity, messages: list[Entity], pool: list[int]) -> list[Entity]:
    """The snapshots of a chat in the order of their versions; `pool` gives instants to err by."""
    drawn = sorted(told.snapshots, key=lambda sketch: sketch.known) if told.orderly else told.snapshots
    bare = [_snapshot(sketch, chat, messages[: sketch.known], pool) for sketch in drawn]
    return [_marked(snapshot, n, drawn[n].versioned) for n, snapshot in enumerate(bare)]


def partials(told: Told, chat: Entity, messages: list[Entity], pool: list[int]) -> list[Entity]:
    """Partial objects of a chat, which nothing dates: one, since of two nobody could say which is newer."""
    bare = [_snapshot(sketch, chat, messages[: sketch.known], pool) for sketch in told.partials[:1]]
    return [{key: found for key, found in partial.items() if key != "updatedAt"} for partial in bare]


def _snapshot(sketch: Sketch, chat: Entity, messages: list[Entity], pool: list[int]) -> Entity:
    instants = {"all": _instants(messages), "current": _current(messages), "none": {}}[sketch.kept]
    shifted = {key: at + sketch.shift for key, at in instants.items()}
    strays = {key: None if n is None else pool[n % len(pool)] + shift for key, n, shift in sketch.strays}
    profile = {"profile": sketch.profile} if sketch.profile else {}
    told = {"state": _state(messages), "updatedAt": max([pool[0], *(message["createdAt"] for message in messages)])}
    found = chat | told | shifted | strays | shaped(sketch.details, sketch.flat) | sketch.metrics | profile
    return {key: kept for key, kept in found.items() if kept is not None or key in sketch.details}


# Unversioned snapshots are told apart by updatedAt, so each needs one of its own.
def _marked(snapshot: Entity, n: int, versioned: bool) -> Entity:
    if versioned:
        return snapshot | {"version": n + 1}
    told: int = snapshot.get("updatedAt") or clocks.utc_ms("2024-01-01")
    return snapshot | {"updatedAt": told // MOST * MOST + n}


def _state(messages: list[Entity]) -> str:
    states = [STATES[action] for message in messages if (action := _action(message)) in STATES]
    return states[-1] if states else "initial"


def _instants(messages: list[Entity]) -> dict[str, int]:
    return _current(messages) | {
        key: at
        for key, found in (
            ("createdAt", [message["createdAt"] for message in messages]),
            ("firstOpenedAt", _when(messages, "opened")),
            ("firstQueuedAt", _when(messages, "queued")),
            ("firstAskedAt", _spoke(messages, "user")),
            ("firstRepliedAt", _spoke(messages, "manager")),
        )
        for at in found[:1]
    }


def _current(messages: list[Entity]) -> dict[str, int]:
    return {
        key: at
        for key, found in (
            ("openedAt", _when(messages, "opened")),
            ("closedAt", _when(messages, "closed")),
            ("snoozedAt", _when(messages, "snoozed")),
            ("queuedAt", _when(messages, "queued")),
            ("askedAt", _spoke(messages, "user")),
        )
        for at in found[-1:]
    }


def _when(messages: list[Entity], state: str) -> list[int]:
    return [message["createdAt"] for message in messages if STATES.get(_action(message)) == state]


def _spoke(messages: list[Entity], person_type: str) -> list[int]:
    return [
        message["createdAt"] for message in messages if not _action(message) and message["personType"] == person_type
    ]


def _action(message: Entity) -> Any:
    return message.get("log", {}).get("action")
