"""Profile columns: the free keys of chats and users, and the answers of satisfaction forms."""

import re
from collections.abc import Iterable
from typing import Any

from .archive import Chat, taken_at
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
    """The two satisfaction columns: of the newest form after the snapshot, else the snapshot's, else the partial's.

    An answer that is no score is as none; where the snapshot's is none, an older score counts.
    """
    forms = [(at, id, score) for at, id, answer in _answers(chat, "csat") if (score := score_of(answer)) is not None]
    told = _profile(chat.snapshot, "csat")
    scores = [answer for answer in forms if chat.later(answer[0])]
    if not scores and told not in (None, "") and score_of(told) is None:
        scores = [*forms, *_of_snapshots(chat)]
    csat = max(scores)[2] if scores else known(score_of(told), score_of(_profile(chat.filling, "csat")))
    comments = [answer for answer in _answers(chat, "csatComment") if chat.later(answer[0])]
    comment = max(comments, key=lambda answer: answer[:2])[2] if comments else None
    said = known(comment, _profile(chat.snapshot, "csatComment"), _profile(chat.filling, "csatComment"))
    return {"profile.csat": csat, "profile.csatComment": as_text(said)}


def answered_after(chat: Chat, at: int) -> set[str]:
    """The satisfaction columns that a form told of after an instant."""
    scores = {given_at for given_at, _, answer in _answers(chat, "csat") if score_of(answer) is not None}
    comments = {given_at for given_at, _, _ in _answers(chat, "csatComment")}
    told = {"profile.csat": scores, "profile.csatComment": comments}
    return {column for column, instants in told.items() if any(given_at > at for given_at in instants)}


def _of_snapshots(chat: Chat) -> list[tuple[int, str, int]]:
    """The scores that snapshots told, when; a form comes first at the same instant."""
    told = [(known(taken_at(snapshot), -1), score_of(_profile(snapshot, "csat"))) for snapshot in chat.told]
    return [(at, "", score) for at, score in told if score is not None]


def _answers(chat: Chat, key: str) -> list[tuple[int, str, Any]]:
    """Every answer of a form, with when it was given and its message."""
    return [
        (submitted_at, message.id, answer)
        for message in chat.messages
        if (submitted_at := value(message.entity, "form", "submittedAt")) is not None and chat.reaches(submitted_at)
        for given in value(message.entity, "form", "inputs") or []
        if value(given, "bindingKey") == f"userChat.profile.{key}"
        and (answer := value(given, "value")) not in (None, "")
    ]


def score_of(answer: Any) -> int | None:
    """The score that an answer is: a whole number from 1 to 5, however it is written."""
    text = as_text(answer[0] if isinstance(answer, list) and len(answer) == 1 else answer) or ""
    digits = text.translate(str.maketrans("０１２３４５", "012345"))
    found = re.fullmatch(r"\s*[+]?0*([1-5])([.]0*)?\s*", digits, re.ASCII)
    return int(found[1]) if found else None


def _profile(entity: Entity | None, key: str) -> Any:
    return value(entity, "profile", key)
