"""A chat message and which of the contract's classes it is in."""

from dataclasses import dataclass

from .documents import Sighting
from .values import Entity, value

UNSENT = ("failed", "sending")


@dataclass(frozen=True)
class Message:
    """The newest version of one message, as it was seen, and whether it was deleted since."""

    id: str
    at: int
    entity: Entity
    seen: Sighting
    deleted: bool

    @property
    def order(self) -> tuple[int, str]:
        return (self.at, self.id)

    @property
    def action(self) -> str | None:
        """The log action; a log counts in whatever `state` its message is."""
        found: str | None = value(self.entity, "log", "action")
        return found

    @property
    def values(self) -> list[str]:
        return value(self.entity, "log", "values") or []

    @property
    def person_type(self) -> str | None:
        found: str | None = value(self.entity, "personType")
        return found

    @property
    def person_id(self) -> str | None:
        found: str | None = value(self.entity, "personId")
        return found

    @property
    def private(self) -> bool:
        return "private" in (value(self.entity, "options") or [])

    @property
    def text(self) -> str | None:
        """The plain text; the text of a removed or deleted message is gone."""
        found: str | None = value(self.entity, "plainText")
        return None if self.deleted or value(self.entity, "state") == "removed" else found

    @property
    def talk(self) -> bool:
        """Whether it can be an ask or a reply, going by everything but its author."""
        special = self.action is not None or value(self.entity, "meet") is not None or self.private
        return not special and value(self.entity, "state") not in UNSENT

    @property
    def customer(self) -> bool:
        return self.talk and self.person_type == "user"

    @property
    def staff(self) -> bool:
        """Whether it can be a reply: a campaign sent in a manager's name is none."""
        return self.talk and self.person_type == "manager" and not any((value(self.entity, "marketing") or {}).values())


def message_of(seen: Sighting, *, deleted: bool) -> Message | None:
    """The message of a sighting, None for one that would be rejected (no createdAt)."""
    at = value(seen.entity, "createdAt")
    return None if at is None else Message(seen.entity["id"], at, seen.entity, seen, deleted)


def of_user_chat(message: Message) -> bool:
    """Whether it belongs to a user chat, not to a team or direct chat."""
    return value(message.entity, "chatType") in (None, "userChat") and value(message.entity, "chatId") is not None
