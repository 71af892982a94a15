"""What the logs after the newest snapshot made of its assignee, team, priority, managers and tags."""

import unicodedata
from collections.abc import Callable
from itertools import pairwise

from .archive import Chat
from .messages import Message
from .timeline import Timeline
from .values import value

BLANKS = " \t\r\n\u00a0\u3000"
ASSIGNS = ("assign", "autoAssign")
FOLLOWING = ("join", "invite", "assign", "leave", "remove")


def assignee(chat: Chat) -> str | None:
    return _latest(chat, "assigneeId", ASSIGNS, "unassign")


def team(chat: Chat) -> str | None:
    return _latest(chat, "teamId", ("assignTeam",), "unassignTeam")


def priority(chat: Chat) -> str | None:
    return _latest(chat, "priority", ("updatePriority",), "")


# An automatic assignment does not make a follower.
def managers(chat: Chat) -> list[str]:
    held = value(chat.snapshot, "managerIds") or []
    return _members(chat, held, ("join", "invite", "assign"), ("leave", "remove"), _manager_values)


def tags(chat: Chat) -> list[str]:
    held = [] if chat.snapshot is None else tag_names(value(chat.snapshot, "tags") or [])
    return _members(chat, held, ("addTags",), ("removeTags",), lambda log: tag_names(log.values))


def told(chat: Chat) -> set[str]:
    """The columns that some later log speaks of."""
    return spoken_of(_news(chat))


def spoken_of(logs: list[Message]) -> set[str]:
    """The columns that some logs speak of."""
    found = set()
    for log in logs:
        found |= {"assigneeId"} if log.action == "unassign" or (log.action in ASSIGNS and log.values) else set()
        found |= {"teamId"} if log.action == "unassignTeam" or (log.action == "assignTeam" and log.values) else set()
        found |= {"priority"} if log.action == "updatePriority" and log.values else set()
        found |= {"tags"} if log.action in ("addTags", "removeTags") and log.values else set()
        found |= {"managerIds"} if log.action in FOLLOWING and _manager_values(log) else set()
    return found


def state(chat: Chat, line: Timeline) -> str | None:
    """The latest known state: of the last change, unless the newest snapshot saw none, or later that it was missed."""
    last = line.changes[-1] if line.changes else None
    told: str | None = value(chat.snapshot, "state")
    return last.kind if last and not (told == "missed" and not chat.later(last.at)) else told


def reassignments(chat: Chat) -> int:
    """Assign logs (old ones too) that name another manager than the one before; unassigning resets nothing."""
    named = [log.values[0] for log in chat.logs if log.action in ASSIGNS and log.values]
    return sum(before != after for before, after in pairwise(named))


def _news(chat: Chat) -> list[Message]:
    return [log for log in chat.logs if chat.later(log.at)]


def _latest(chat: Chat, key: str, sets: tuple[str, ...], clears: str) -> str | None:
    held: str | None = value(chat.snapshot, key)
    for log in _news(chat):
        if log.action in sets and log.values:
            held = log.values[0]
        elif log.action == clears:
            held = None
    return held


def _members(
    chat: Chat, held: list[str], adds: tuple[str, ...], removes: tuple[str, ...], named: Callable[[Message], list[str]]
) -> list[str]:
    held = list(dict.fromkeys(held))
    for log in _news(chat):
        if log.action in adds:
            held = list(dict.fromkeys([*held, *named(log)]))
        elif log.action in removes:
            held = [item for item in held if item not in named(log)]
    return held


def tag_names(names: list[str]) -> list[str]:
    """Tags without blanks at their ends and in NFC; one without a letter is none."""
    return [found for name in names if (found := tag_name(name))]


def tag_name(name: str) -> str:
    """A tag without blanks at its ends and in NFC."""
    return unicodedata.normalize("NFC", name).strip(BLANKS)


# Whoever joins or leaves by themselves is the log's author.
def _manager_values(log: Message) -> list[str]:
    if log.values or log.action not in ("join", "leave") or log.person_type != "manager":
        return log.values
    return [log.person_id] if log.person_id is not None else []
