"""Profile columns: the free keys of chats and users, and the answers of satisfaction forms."""

import re
from collections.abc import Iterable
from typing import Any

from .archive import Chat
from .documents import Sighting
from .values import Entity, Row, as_text, known, value

CSAT = ("csat", "csatComment")
LAST = float("inf")


def keys_seen(seen: Iterable[Sighting]) -> set[str]:
    """Every profile key that held a value in any version."""
    profiles = [value(each.entity, "profile") or {} for each in seen]
    return {key for profile in profiles for key in profile if value(profile, key) is not None}


def chat_keys(seen: Iterable[Sighting], schemas: Iterable[Entity], order: list[str]) -> list[str]:
    """Chat profile keys in column order: as the settings say, then by the profile schema, then by name."""
    ranks = {schema["key"]: known(value(schema, "order"), LAST) for schema in schemas if value(schema, "key")}

    def rank(key: str) -> tuple[float, float, str]:
        return (order.index(key) if key in order else LAST, ranks.get(key, LAST), key)

    return sorted(keys_seen(seen).difference(CSAT), key=rank)


def profile_columns(entity: Entity | None, keys: Iterable[str]) -> Row:
    """The named keys of an entity's profile as text columns."""
    return {f"profile.{key}": as_text(_profile(entity, key)) for key in keys}


def satisfaction(chat: Chat) -> Row:
    """The two satisfaction columns: a form answer newer than the snapshot, else the snapshot's, else the partial's."""
    csat, comment = (
        as_text(known(_answer(chat, key), _profile(chat.snapshot, key), _profile(chat.filling, key))) for key in CSAT
    )
    return {"profile.csat": _whole_number(csat), "profile.csatComment": comment}


def _answer(chat: Chat, key: str) -> Any:
    answers = [
        (submitted_at, message.id, value(given, "value"))
        for message in chat.messages
        if (submitted_at := value(message.entity, "form", "submittedAt")) is not None and chat.later(submitted_at)
        for given in value(message.entity, "form", "inputs") or []
        if value(given, "bindingKey") == f"userChat.profile.{key}" and value(given, "value") is not None
    ]
    return max(answers, key=lambda answer: answer[:2], default=(0, "", None))[2]


def _profile(entity: Entity | None, key: str) -> Any:
    return value(entity, "profile", key)


def _whole_number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]+", text) else None
