"""Documents in load order, taken apart into sightings of entities."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .values import Entity, value

KINDS = ("message", "userChat", "user", "manager", "bot", "chatTag", "channel", "team", "profileSchema")
WEBHOOK_TYPES = {kind.lower(): kind for kind in KINDS} | {"lead": "user", "member": "user"}
FREE = ("profile", "inputs")
REFERRED = ("user", "userChat", "manager", "bot", "message")


@dataclass(frozen=True)
class Sighting:
    """One entity as one document told it; `position` grows in load order.

    A partial chat is one under refers that nothing dates; `deleting` is the body of a webhook that deletes.
    """

    kind: str
    entity: Entity
    position: int
    partial: bool
    deleting: bool

    @property
    def version(self) -> int:
        """Its version, a missing one is lowest."""
        return _or_lowest(value(self.entity, "version"))

    @property
    def updated_at(self) -> int:
        """When it was changed last, a missing instant is lowest."""
        return _or_lowest(value(self.entity, "updatedAt"))


def sightings(documents: Iterable[Any]) -> list[Sighting]:
    """Every entity of every document, in load order."""
    return [
        Sighting(kind, in_milliseconds(entity), position, partial, deleting)
        for position, (kind, entity, partial, deleting) in enumerate(_told(documents))
        if isinstance(entity, dict)
    ]


def in_milliseconds(told: Any, key: str = "") -> Any:
    """The same with whole numbers for digits and for instants of RFC 3339; what the customer wrote stays as it is."""
    if isinstance(told, dict):
        return {each: found if each in FREE else in_milliseconds(found, each) for each, found in told.items()}
    if isinstance(told, list):
        return [in_milliseconds(each) for each in told]
    if not isinstance(told, str) or not key.endswith(("At", "Time", "Count", "version")):
        return told
    if told.lstrip("-").isdigit():
        return int(told)
    return (datetime.fromisoformat(told) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def newest(seen: Iterable[Sighting]) -> Sighting:
    """The newest of some sightings of one entity: whole objects replace each other, keys are never merged."""
    return latest(telling(list(seen)))


def telling(seen: list[Sighting]) -> list[Sighting]:
    """The sightings of one entity without those that delete it, unless nothing else is known of it."""
    return [sighting for sighting in seen if not sighting.deleting] or seen


def latest(told: list[Sighting]) -> Sighting:
    """The last of some sightings."""
    return oldest_first(told)[-1]


def oldest_first(told: list[Sighting]) -> list[Sighting]:
    """Sightings of one entity in their order: by version where each has one, else by updatedAt."""
    if all(value(sighting.entity, "version") is not None for sighting in told):
        return sorted(told, key=lambda sighting: (sighting.version, sighting.updated_at, sighting.position))
    return sorted(told, key=lambda sighting: (sighting.updated_at, sighting.version, sighting.position))


def _told(documents: Iterable[Any]) -> Iterator[tuple[str, Any, bool, bool]]:
    for document in documents:
        if isinstance(document, list):
            yield from _told(document)
        else:
            yield from _webhook(document)
            yield from _page(document)
            yield from _refers(document)


def _webhook(document: Entity) -> Iterator[tuple[str, Any, bool, bool]]:
    kind = WEBHOOK_TYPES.get(str(document.get("type", "")).lower())
    if kind:
        yield kind, document.get("entity"), False, document.get("event") == "delete"


def _page(document: Entity) -> Iterator[tuple[str, Any, bool, bool]]:
    for kind in KINDS:
        yield kind, document.get(kind), False, False
        for entity in document.get(f"{kind}s") or []:
            yield kind, entity, False, False


# Only a chat can be partial. Of other kinds a referred object that nothing dates is merely the lowest version.
def _refers(document: Entity) -> Iterator[tuple[str, Any, bool, bool]]:
    for kind in REFERRED:
        entity = value(document, "refers", kind)
        undated = value(entity, "version") is None and value(entity, "updatedAt") is None
        yield kind, entity, kind == "userChat" and undated, False


def _or_lowest(number: int | None) -> int:
    return -1 if number is None else number
