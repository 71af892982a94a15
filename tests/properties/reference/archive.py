"""What was loaded, by entity, with the newest version of each."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from .documents import Sighting, newest, oldest_first, sightings, telling
from .messages import Message, message_of, of_user_chat
from .values import Entity, value

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

# Instants that tell how far a snapshot without updatedAt reaches.
INSTANTS = (
    *("createdAt", "firstOpenedAt", "openedAt", "firstQueuedAt", "queuedAt"),
    *("closedAt", "snoozedAt", "firstAskedAt", "askedAt"),
)


@dataclass(frozen=True)
class Chat:
    """Everything known of one chat: all snapshots, the newest of them, the newest partial, its messages in order.

    `snapshots` hold the bodies by which webhooks deleted it, `deletions`, and all others, `told`. With `until`, it is
    what was known at an instant of the past.
    """

    id: str
    snapshots: list[Entity]
    deletions: list[Entity]
    versions: list[Sighting]
    snapshot: Entity | None
    partial: Entity | None
    messages: list[Message]
    until: int | None = None

    def as_of(self, until: int) -> "Chat":
        """What was known at an instant: the snapshots taken by then, and what is dated by then."""
        versions = [seen for seen in self.versions if (at := taken_at(seen.entity)) is not None and at <= until]
        return replace(self, versions=versions, snapshot=_newest_of(versions), partial=None, until=until)

    @property
    def told(self) -> list[Entity]:
        return [seen.entity for seen in self.versions]

    @property
    def snapshot_at(self) -> int | None:
        """How far the newest snapshot reaches; None without one, or when it holds no instant."""
        return taken_at(self.snapshot)

    def later(self, at: int) -> bool:
        """Whether an instant is news to the newest snapshot."""
        return self.reaches(at) and (self.snapshot_at is None or at > self.snapshot_at)

    def reaches(self, at: int) -> bool:
        """Whether an instant is not after what is told of."""
        return self.until is None or at <= self.until

    @property
    def filling(self) -> Entity | None:
        """What fills columns that nothing else gave: the partial of a chat without a snapshot."""
        return self.partial if self.snapshot is None else None

    @property
    def logs(self) -> list[Message]:
        return [message for message in self.messages if message.action is not None]

    @property
    def customer_messages(self) -> list[Message]:
        return [message for message in self.messages if message.customer]


def taken_at(snapshot: Entity | None) -> int | None:
    """When a snapshot was taken, else the last instant that it knows; None without one, or when it holds none."""
    told: int | None = value(snapshot, "updatedAt")
    reached = [value(snapshot, key) for key in INSTANTS]
    return told if told is not None else max((at for at in reached if at is not None), default=None)


class Archive:
    """The sightings of a load, grouped by entity."""

    def __init__(self, documents: Iterable[Any]) -> None:
        self.sightings = [seen for seen in sightings(documents) if seen.kind == "profileSchema" or _id(seen)]

    def of_kind(self, kind: str) -> list[Sighting]:
        return [seen for seen in self.sightings if seen.kind == kind]

    def newest_by_id(self, kind: str) -> dict[str, Entity]:
        """The newest version of every entity of a kind whose ids are unique over channels."""
        return {id: seen.entity for id, seen in _newest(self.of_kind(kind), _id).items()}

    def history_by_id(self, kind: str) -> dict[str, list[Entity]]:
        """All versions of every entity of a kind, oldest first; what deletes it only where nothing else is known."""
        seen = _grouped(self.of_kind(kind), _id)
        return {id: [one.entity for one in oldest_first(telling(found))] for id, found in seen.items()}

    def newest_by_channel(self, kind: str) -> list[Entity]:
        """The newest version of every entity of a kind whose ids are unique within a channel only.

        One that names no channel is of the only one where there is one, and is nothing where that has its id.
        """
        kept = _newest(self.of_kind(kind), lambda seen: (value(seen.entity, "channelId"), _id(seen)))
        only = self.only_channel
        found = {(channel or only, id): seen.entity for (channel, id), seen in kept.items() if channel is None}
        found |= {(channel, id): seen.entity for (channel, id), seen in kept.items() if channel is not None}
        return [entity | {"channelId": channel} for (channel, _), entity in found.items()]

    @cached_property
    def only_channel(self) -> str | None:
        """The channel of everything, where channels and what happened in chats name one only."""
        told = [entity for chat in self.chats() for entity in (chat.snapshot, chat.partial)]
        told += [message.entity for message in self.messages().values()]
        named = {_id(seen) for seen in self.of_kind("channel")} | {value(entity, "channelId") for entity in told}
        return next(iter(named - {None})) if len(named - {None}) == 1 else None

    def messages(self) -> dict[str, Message]:
        """Every message of a user chat by its id; team and direct chats are nobody's business."""
        seen = self.of_kind("message")
        deleted = {_id(sighting) for sighting in seen if sighting.deleting}
        found = [message_of(one, deleted=id in deleted) for id, one in _newest(seen, _id).items()]
        return {message.id: message for message in found if message and of_user_chat(message)}

    def chats(self) -> list[Chat]:
        """Every chat seen as snapshot, as partial, or as the chat of a message."""
        seen = _grouped(self.of_kind("userChat"), _id)
        talk = _grouped(self.messages().values(), lambda message: message.entity["chatId"])
        return [_chat(id, seen.get(id, []), talk.get(id, [])) for id in sorted(set(seen) | set(talk))]


def _chat(id: str, seen: list[Sighting], messages: list[Message]) -> Chat:
    snapshots = [sighting for sighting in seen if not sighting.partial]
    partials = [sighting for sighting in seen if sighting.partial]
    ordered = sorted(messages, key=lambda message: message.order)
    deletions = [sighting.entity for sighting in snapshots if sighting.deleting]
    versions = [sighting for sighting in snapshots if not sighting.deleting]
    every = [sighting.entity for sighting in snapshots]
    return Chat(id, every, deletions, versions, _newest_of(snapshots), _newest_of(partials), ordered)


def _newest_of(seen: list[Sighting]) -> Entity | None:
    return newest(seen).entity if seen else None


def _newest(seen: Iterable[Sighting], key: Callable[[Sighting], K]) -> dict[K, Sighting]:
    return {name: newest(group) for name, group in _grouped(seen, key).items()}


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def _id(seen: Sighting) -> str:
    return value(seen.entity, "id") or ""
