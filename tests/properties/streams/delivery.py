"""How entities reach the disk: as webhooks, in pages, as single objects, under refers, twice, in any order."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

from .values import Entity

Document = Any

WEBHOOK = {"user": ("member", "lead", "User"), "message": ("message", "Message"), "userChat": ("userChat", "UserChat")}
EVENTS = (*3 * ("push", "upsert", "update"), "delete")
FREE = ("profile", "inputs")  # what holds values of the customer's
BY_HAND = ("team", "profileSchema")
REFERRED = ("user", "userChat", "manager", "bot", "message")
TEAM_TALK: Entity = {
    "id": "g1",
    "chatType": "group",
    "chatId": "g",
    "createdAt": 1_710_054_000_000,
    "personType": "user",
}


@dataclass(frozen=True)
class Item:
    """One version of one entity, to be delivered at least once; a partial one, undated, only under refers."""

    kind: str
    entity: Entity
    partial: bool = False


def documents(items: list[Item], seed: int) -> list[Document]:
    """The items as documents in load order; seed 0 is one webhook or list each, in the order given."""
    random = Random(seed)
    sent = list(items)
    if seed:
        sent += random.choices(items, k=len(items) // 6) if items else []
        random.shuffle(sent)
    if random.random() < 0.3:  # messages are lost, of one version or of all
        sent = [item for item in sent if item.kind != "message" or random.random() < 0.8]
    if random.random() < 0.3:
        sent = [Item(item.kind, dated_api(item.entity, random), item.partial) for item in sent]
    told = _wrapped(sent, items, random) if seed else [_alone(item, EVENTS[0], 0) for item in sent]
    return [told] if seed % 7 == 6 else told


def dated_api(found: Any, random: Random, key: str = "") -> Any:
    """An entity as the dated API writes some of it: instants as texts of RFC 3339, whole numbers as digits."""
    if isinstance(found, dict):
        return {each: inner if each in FREE else dated_api(inner, random, each) for each, inner in found.items()}
    if isinstance(found, list):
        return [dated_api(each, random) for each in found]
    if not isinstance(found, int) or isinstance(found, bool) or random.random() < 0.3:
        return found
    if not key.endswith("At") or random.random() < 0.2:
        return str(found) if key.endswith(("At", "Time", "Count", "version")) else found
    zone = timezone(timedelta(hours=random.choice((0, 9, -3.5))))
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=found)).astimezone(zone).isoformat()


def _wrapped(sent: list[Item], items: list[Item], random: Random) -> list[Document]:
    found: list[Document] = []
    while sent:
        size = random.choice((1, 1, 2, 6))
        batch, sent = sent[:size], sent[size:]
        found += _page(batch) if size > 2 else [_single(item, items, random) for item in batch]
    return found


def _single(item: Item, items: list[Item], random: Random) -> Document:
    way = random.randrange(4)
    if item.partial or (way == 0 and _referable(item)):
        return _referred(item, random.choice([*(other for other in items if not other.partial), None]))
    return {item.kind: item.entity} if way == 1 else _alone(item, random.choice(EVENTS), way)


def _alone(item: Item, event: str, word: int) -> Document:
    if item.partial:
        return _referred(item, None)
    if item.kind in BY_HAND:
        return {f"{item.kind}s": [item.entity]}
    words = WEBHOOK.get(item.kind, (item.kind,))
    return {"event": event, "type": words[word % len(words)], "entity": item.entity}


# A chat that nothing dates is partial under refers, and must not become one on its way.
def _referable(item: Item) -> bool:
    dated = item.entity.get("version") is not None or item.entity.get("updatedAt") is not None
    return item.kind in REFERRED and (item.kind != "userChat" or dated)


def _referred(item: Item, carrier: Item | None) -> Document:
    if carrier is None or carrier.kind in BY_HAND:
        carrier = Item("message", TEAM_TALK)
    return _alone(carrier, EVENTS[1], 0) | {"refers": {item.kind: item.entity}}


def _page(batch: list[Item]) -> list[Document]:
    pages: dict[str, list[Entity]] = {}
    for item in batch:
        if not item.partial:
            pages.setdefault(f"{item.kind}s", []).append(item.entity)
    return [{"next": "x", **pages}, *(_referred(item, None) for item in batch if item.partial)]
