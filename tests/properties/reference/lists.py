"""The sheets beside UserChat: people, lists of the channel, messages, meets and runs."""

from collections.abc import Iterable

from . import replay
from .archive import Archive, Chat
from .descriptions import run
from .documents import Sighting, latest
from .messages import Message
from .profiles import keys_seen, profile_columns
from .values import Entity, Row, as_text, known, picked, value

USER_COLUMNS = (
    *("id", "memberId", "type", "name", "tags", "country", "city", "language", "timeZone", "unsubscribeEmail"),
    *("unsubscribeTexting", "hasChat", "hasPushToken", "blocked", "sessionsCount", "lastSeenAt", "createdAt"),
    *("updatedAt", "web.device", "web.osName", "web.browserName", "web.sessionsCount", "web.lastSeenAt"),
    *("mobile.device", "mobile.osName", "mobile.appName", "mobile.appVersion", "mobile.sessionsCount"),
    "mobile.lastSeenAt",
)
MANAGER_COLUMNS = (
    *("id", "channelId", "accountId", "username", "name", "email", "mobileNumber", "role", "removed", "createdAt"),
    *("defaultGroupWatch", "defaultDirectChatWatch", "defaultUserChatWatch", "operator", "operatorEmailReminder"),
)
TEAM_COLUMNS = ("id", "channelId", "name", "managerIds")
BOT_COLUMNS = ("id", "channelId", "name", "createdAt")
TAG_COLUMNS = ("id", "channelId", "name", "description", "followerIds", "createdAt")
MESSAGE_COLUMNS = ("chatId", "personType", "personId", "createdAt", "plainText", "private")
MEET_COLUMNS = (
    *("id", "userChatId", "startedAt", "endedAt", "engagedAt", "from", "to", "direction", "missedReason"),
    *("duration", "type", "primaryNumber", "representativeNumber"),
)
WORKFLOW_COLUMNS = ("id", "revisionId", "sectionPath", "causeOfEnd", "userChatId")
SUPPORT_BOT_COLUMNS = ("id", "revisionId", "sectionPath", "userChatId")


def user_rows(archive: Archive, customers: set[str | None]) -> list[Row]:
    """The customers of the chats, as far as they were loaded, with every profile key any user ever had."""
    keys = user_keys(archive)
    users = [user for id, user in archive.newest_by_id("user").items() if id in customers]
    return [_user_row(user) | profile_columns(user, keys) for user in users]


def user_keys(archive: Archive) -> list[str]:
    return sorted(keys_seen(archive.of_kind("user")))


def _user_row(user: Entity) -> Row:
    return picked(user, *USER_COLUMNS) | {"name": as_text(known(value(user, "name"), value(user, "profile", "name")))}


def manager_rows(archive: Archive) -> list[Row]:
    """Every manager; v4 says `role`, v5 `roleId`."""
    return [
        picked(manager, *MANAGER_COLUMNS) | {"role": known(value(manager, "role"), value(manager, "roleId"))}
        for manager in archive.newest_by_channel("manager")
    ]


def list_rows(archive: Archive, kind: str, columns: tuple[str, ...]) -> list[Row]:
    """The entities of a channel's list, plainly."""
    return [picked(entity, *columns) for entity in archive.newest_by_channel(kind)]


def tag_rows(archive: Archive) -> list[Row]:
    """The tags of a channel, their names as chats carry them."""
    rows = list_rows(archive, "chatTag", TAG_COLUMNS)
    return [row | {"name": row["name"] and replay.tag_name(row["name"])} for row in rows]


def tag_name_rows(archive: Archive) -> list[Row]:
    """Every name that a tag of a channel has or had, and the present name of the tag that has it, or had it last."""
    present = {(row["channelId"], row["id"]): row["name"] for row in tag_rows(archive)}
    had: dict[tuple[str | None, str], list[tuple[bool, int, str]]] = {}
    for seen in archive.of_kind("chatTag"):
        told = value(seen.entity, "name")
        if told is not None:
            channel_id, tag_id = known(value(seen.entity, "channelId"), archive.only_channel), seen.entity["id"]
            name = replay.tag_name(told)
            is_old = present[channel_id, tag_id] != name
            changed_at = value(seen.entity, "updatedAt")
            had.setdefault((channel_id, name), []).append((is_old, -(changed_at or 0), tag_id))
    return [
        {"channel_id": channel_id, "name": name, "present_name": known(present[channel_id, min(tags)[2]], name)}
        for (channel_id, name), tags in had.items()
    ]


def message_rows(chats: Iterable[Chat]) -> list[Row]:
    """Every message that is no log entry, unsent ones and (marked `private`) internal notes included."""
    return [_message_row(chat, message) for chat in chats for message in chat.messages if message.action is None]


def _message_row(chat: Chat, message: Message) -> Row:
    return {
        "chatId": chat.id,
        "personType": message.person_type,
        "personId": message.person_id,
        "createdAt": message.at,
        "plainText": message.text,
        "private": message.private,
    }


def run_rows(chats: Iterable[Chat], kind: str, columns: tuple[str, ...]) -> list[Row]:
    """The workflow or support-bot runs the newest snapshots name."""
    runs = [(chat.id, run(chat.snapshot, kind)) for chat in chats]
    return [picked(told, *columns) | {"userChatId": chat_id} for chat_id, told in runs if told]


def meet_rows(chats: Iterable[Chat]) -> list[Row]:
    """The meets of the chats, each as its newest message tells it."""
    meets: dict[str, list[Sighting]] = {}
    for message in (message for chat in chats for message in chat.messages):
        if (meet_id := value(message.entity, "meet", "id")) is not None:
            meets.setdefault(meet_id, []).append(message.seen)
    return [_meet_row(latest(told).entity) for told in meets.values()]


def _meet_row(message: Entity) -> Row:
    meet = message["meet"]
    started_at = known(value(meet, "roomStartedAt"), value(meet, "call", "createAt"))
    ended_at = known(value(meet, "meetEndedAt"), value(meet, "call", "closedAt"))
    return {
        "id": meet["id"],
        "userChatId": message["chatId"],
        "startedAt": started_at,
        "endedAt": ended_at,
        "duration": None if started_at is None or ended_at is None else ended_at - started_at,
        "type": _meet_type(meet),
        **{key: value(meet, "call", key) for key in ("from", "to", "primaryNumber", "representativeNumber")},
        **{key: _call_or_front(meet, key) for key in ("engagedAt", "direction", "missedReason")},
    }


def _call_or_front(meet: Entity, key: str) -> str | int | None:
    found: str | int | None = known(value(meet, "call", key), value(meet, "front", key))
    return found


def _meet_type(meet: Entity) -> str | None:
    told: str | None = value(meet, "meetType")
    if told == "front":
        return "frontMeet"
    return "call" if told is None and value(meet, "call") is not None else told
