"""The columns of a chat that no event computes: what a snapshot (or a partial) plainly says."""

from .archive import Chat
from .messages import Message
from .values import Entity, Row, known, value

PLAIN = (
    *("name", "description", "state", "assigneeId", "teamId", "priority", "managerIds", "tags"),
    *("userId", "channelId", "createdAt"),
)
GOAL = ("goalState", "goalEventName", "goalCheckedAt")


def described(entity: Entity | None, messages: dict[str, Message]) -> Row:
    """The describing columns, read from the nested (v5) or the flat (v4) shape."""
    summary = messages.get(value(entity, "summarizedMessageId"))
    return {key: value(entity, key) for key in (*PLAIN, *GOAL)} | {
        "summarizedMessage": known(value(entity, "summarizedMessage"), summary.text if summary else None),
        "contactMediumType": known(value(entity, "contactMediumType"), value(entity, "messengerType"), _medium(entity)),
        "marketingType": known(value(entity, "source", "marketing", "type"), value(entity, "marketing", "type")),
        "marketingId": known(value(entity, "source", "marketing", "id"), value(entity, "marketing", "id")),
        "workflowId": value(run(entity, "workflow"), "id"),
        "supportBotId": value(run(entity, "supportBot"), "id"),
        "page": known(value(entity, "source", "page"), value(entity, "sourcePage")),
    }


def _medium(entity: Entity | None) -> str | None:
    """The medium in the words of v5, of a chat of the dated API: there native is a word, and app says which app."""
    told: str | None = value(entity, "mediumType")
    if told == "app":
        return value(entity, "source", "appMessenger", "mediumType") or told
    return None if told == "native" else told


def run(entity: Entity | None, kind: str) -> Entity | None:
    """The workflow or support-bot run that brought the chat in, None without an id."""
    nested, flat = value(entity, "source", kind), value(entity, kind)
    return next((told for told in (nested, flat) if value(told, "id") is not None), None)


def user_of(chat: Chat) -> str | None:
    """The customer by the newest snapshot, else the author of the earliest user message (any log or state), else the
    partial's."""
    writers = (message.person_id for message in chat.messages if message.person_type == "user")
    found: str | None = known(value(chat.snapshot, "userId"), *writers, value(chat.partial, "userId"))
    return found


def channel_of(chat: Chat) -> str | None:
    """The channel by the newest snapshot, else by the earliest message that names one, else by the partial."""
    told = (value(message.entity, "channelId") for message in chat.messages)
    found: str | None = known(value(chat.snapshot, "channelId"), *told, value(chat.partial, "channelId"))
    return found


def created(chat: Chat) -> int | None:
    """The creation by the newest snapshot, else the create log, else the chat's first message, else the partial."""
    logged = (log.at for log in chat.logs if log.action == "create")
    first = (message.at for message in chat.messages)
    found: int | None = known(value(chat.snapshot, "createdAt"), *logged, *first, value(chat.partial, "createdAt"))
    return found
