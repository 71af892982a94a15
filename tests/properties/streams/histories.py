"""The messages of one chat: what happened, when, and which of it was told again in a later version."""

from dataclasses import dataclass
from itertools import product

from hypothesis import strategies as st

from . import clocks
from .revisions import Style, numbered, styles
from .speech import WEIGHTED, Scene, Sort
from .values import Entity

EDITS = [
    *({"state": "removed"}, {"plainText": "edited"}, {"state": "sent"}, {"state": "failed"}, {"options": ["private"]}),
    *({"options": []}, {"plainText": None}, {"log": None}, {"log": {"action": "close"}}, {"createdAt": 3_000}),
]
MOST = 12


@dataclass(frozen=True)
class History:
    """What is drawn of a chat's messages; ids rise, fall or jump with the order of the events."""

    anchor: int
    start: int
    scenes: list[tuple[Scene, clocks.Gap]]
    inner_gap: clocks.Gap
    edits: list[tuple[int, Entity]]
    stride: int
    style: Style
    channel_every: int


SCENES_AND_GAPS = st.sampled_from(list(product(WEIGHTED, clocks.GAPS)))
histories = st.builds(
    History,
    clocks.anchor_numbers,
    clocks.starts,
    st.lists(SCENES_AND_GAPS, max_size=MOST),
    st.sampled_from(clocks.GAPS),
    st.lists(st.sampled_from(list(product(range(MOST), EDITS))), max_size=3),
    st.sampled_from([1, -1, 7]),
    styles,
    st.sampled_from([1, 1, 1, 3, 100]),
)


def instants(history: History, place: clocks.Place) -> list[int]:
    """When each event happened; the start itself where none did."""
    return [at for at, _ in _events(history, place)] or [place.anchor + history.start]


def first_messages(history: History, place: clocks.Place, chat: Entity) -> list[Entity]:
    """The first version of every message; `chat` gives id, channelId and userId."""
    return [_message(history, chat, n, at, sort) for n, (at, sort) in enumerate(_events(history, place))]


def _events(history: History, place: clocks.Place) -> list[tuple[int, Sort]]:
    at = place.anchor + history.start
    found: list[tuple[int, Sort]] = []
    for scene, gap in history.scenes:
        for n, sort in enumerate(scene):
            at = place.after(at, history.inner_gap if n else gap)
            found.append((at, sort))
    return found


def _message(history: History, chat: Entity, n: int, at: int, sort: Sort) -> Entity:
    id = f"{chat['id']}m{n * history.stride % 97:02}"
    # A meet told by two messages has no newest one unless their versions differ.
    meet_id = f"{chat['id']}-meet" if history.style is numbered else f"{id}-meet"
    where = {"chatId": chat["id"], "chatType": "userChat"}
    if n % history.channel_every == history.channel_every - 1:
        where["channelId"] = chat["channelId"]
    return {"id": id, "createdAt": at} | where | sort(at, chat["userId"], meet_id) | _marks(history, at, n, 0)


def later_versions(history: History, messages: list[Entity]) -> list[Entity]:
    """Further versions of some of the messages, each changing the one before."""
    versions = {n: [message] for n, message in enumerate(messages)}
    for n, change in history.edits:
        if n < len(messages):
            versions[n].append(_edited(history, n, versions[n], change))
    return [message for told in versions.values() for message in told[1:]]


def _edited(history: History, n: int, told: list[Entity], change: Entity) -> Entity:
    moved = change | ({"createdAt": told[-1]["createdAt"] + change["createdAt"]} if "createdAt" in change else {})
    unmarked = {key: found for key, found in told[-1].items() if key not in ("version", "updatedAt")}
    return unmarked | moved | _marks(history, told[0]["createdAt"], n, len(told))


def _marks(history: History, at: int, n: int, revision: int) -> Entity:
    return history.style(at, 8 * n + revision if history.style is numbered else revision)
