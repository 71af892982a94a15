"""Documents in load order, taken apart into sightings of entities."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .values import Entity, value

KINDS = ("message", "userChat", "user", "manager", "bot", "chatTag", "channel", "team", "profileSchema")
WEBHOOK_TYPES = {kind.lower(): kind for kind in KINDS} | {"lead": "user", "member": "user"}
REFERRED = ("user", "userChat", "manager", "bot", "message")


@dataclass(frozen=True)
class Sighting:
    """One entity as one document told it; `position` grows in load order."""

    kind: str
    entity: Entity
    position: int
    partial: bool

    @property
    def age(self) -> tuple[int, int, int]:
        """What decides between versions: version, then updatedAt (missing is lowest), then load order."""
        return (_or_lowest(value(self.entity, "version")), _or_lowest(value(self.entity, "updatedAt")), self.position)


def sightings(documents: Iterable[Any]) -> list[Sighting]:
    """Every entity of every document, in load order."""
    return [
        Sighting(kind, entity, position, partial)
        for position, (kind, entity, partial) in enumerate(_told(documents))
        if isinstance(entity, dict)
    ]


def newest(seen: Iterable[Sighting]) -> Sighting:
    """The newest of some sightings of one entity: whole objects replace each other, keys are never merged."""
    return max(seen, key=lambda sighting: sighting.age)


def _told(documents: Iterable[Any]) -> Iterator[tuple[str, Any, bool]]:
    for document in documents:
        if isinstance(document, list):
            yield from _told(document)
        else:
            yield from _webhook(document)
            yield from _page(document)
            yield from _refers(document)


# The event word (`delete` included) says nothing about the entity: it is one more version of it.
def _webhook(document: Entity) -> Iterator[tuple[str, Any, bool]]:
    kind = WEBHOOK_TYPES.get(str(document.get("type", "")).lower())
    if kind:
        yield kind, document.get("entity"), False


def _page(document: Entity) -> Iterator[tuple[str, Any, bool]]:
    for kind in KINDS:
        yield kind, document.get(kind), False
        for entity in document.get(f"{kind}s") or []:
            yield kind, entity, False


# Only a chat can be partial. Of other kinds a referred object without a version is merely the lowest version.
def _refers(document: Entity) -> Iterator[tuple[str, Any, bool]]:
    for kind in REFERRED:
        entity = value(document, "refers", kind)
        yield kind, entity, kind == "userChat" and value(entity, "version") is None


def _or_lowest(number: int | None) -> int:
    return -1 if number is None else number
