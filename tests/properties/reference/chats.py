"""The UserChat sheet, and what the warehouse adds to it per chat."""

from . import replay
from .archive import Chat
from .descriptions import channel_of, created, described, user_of
from .measures import Measures
from .messages import Message
from .timeline import SAME_REPORT
from .values import Row, earlier, known, value

DESK_URL = "https://desk.channel.io/#/channels/{channelId}/user_chats/{id}"

# Column of the sheet -> column of the current cycle.
CYCLE_COLUMNS = {
    "firstRepliedAtAfterOpen": "first_replied_at",
    "waitingTime": "waiting_time",
    "avgReplyTime": "avg_reply_time",
    "totalReplyTime": "total_reply_time",
    "replyCount": "reply_count",
    "resolutionTime": "resolution_time",
    "operationWaitingTime": "operation_waiting_time",
    "operationAvgReplyTime": "operation_avg_reply_time",
    "operationTotalReplyTime": "operation_total_reply_time",
    "operationReplyCount": "operation_reply_count",
    "operationResolutionTime": "operation_resolution_time",
}

COLUMNS = (
    *("id", "userId", "name", "description", "summarizedMessage", "state", "contactMediumType", "marketingType"),
    *("marketingId", "workflowId", "managerIds", "assigneeId", "teamId", "tags", "priority", "page"),
    *("firstAskedAt", "firstQueuedAt", "firstOpenedAt", "firstRepliedAt", "openedAt", "firstRepliedAtAfterOpen"),
    *("createdAt", "waitingTime", "avgReplyTime", "totalReplyTime", "replyCount", "resolutionTime"),
    *("operationWaitingTime", "operationAvgReplyTime", "operationTotalReplyTime", "operationReplyCount"),
    *("operationResolutionTime", "closedAt", "goalState", "goalEventName", "goalCheckedAt", "supportBotId", "url"),
)


def chat_row(chat: Chat, measures: Measures, messages: dict[str, Message], desk_url: str) -> Row:
    """A chat's row of the sheet, without the profile columns."""
    told = _told(chat, measures, messages)
    row = told | _instants(chat, measures) | _metrics(chat, measures) | {"id": chat.id}
    row["url"] = row["channelId"] and desk_url.replace("{channelId}", row["channelId"]).replace("{id}", chat.id)
    return {column: row[column] for column in COLUMNS}


def extras_row(chat: Chat, measures: Measures, zone: str) -> Row:
    """What the warehouse knows of a chat beyond the sheet; times in ms."""
    return {
        "id": chat.id,
        "channelId": channel_of(chat),
        "reopenCount": max(len(measures.cycles) - 1, 0),
        "snoozeCount": len(measures.snoozes),
        "totalSnoozedTime": sum(snooze["snoozed_time"] or 0 for snooze in measures.snoozes),
        "operationSnoozedTime": sum(snooze["operation_snoozed_time"] or 0 for snooze in measures.snoozes),
        "reassignmentCount": replay.reassignments(chat),
        "metricsSource": "reported" if _has_a_hole(chat, measures) else "events",
        "reportedReplyCount": _reported_replies(chat, measures),
        "deletedAt": measures.line.deleted_at,
        "timeZone": zone,
    }


# The replies that the newest snapshot counts, unless a cycle began after it was taken.
def _reported_replies(chat: Chat, measures: Measures) -> int | None:
    replies: int | None = None if _has_begun_since(chat, measures) else value(chat.snapshot, "replyCount")
    return replies


def _has_begun_since(chat: Chat, measures: Measures) -> bool:
    """Whether a cycle began after the newest snapshot was taken."""
    return bool(measures.cycles and chat.snapshot_at and measures.current["opened_at"] > chat.snapshot_at)


# A key that a snapshot lacks means "no value", so a partial object fills only what neither a snapshot nor a log names.
def _told(chat: Chat, measures: Measures, messages: dict[str, Message]) -> Row:
    newest = described(chat.snapshot, messages) | {
        "userId": user_of(chat),
        "channelId": channel_of(chat),
        "createdAt": created(chat),
        "state": replay.state(chat, measures.line),
        "assigneeId": replay.assignee(chat),
        "teamId": replay.team(chat),
        "priority": replay.priority(chat),
        "managerIds": replay.managers(chat) or None,
        "tags": replay.tags(chat) or None,
    }
    partial = described(chat.filling, messages)
    partial["tags"] = replay.tag_names(partial["tags"] or []) or None
    told = replay.told(chat)
    return {column: newest[column] if column in told else known(newest[column], partial[column]) for column in newest}


def _instants(chat: Chat, measures: Measures) -> Row:
    replied_at = (turn["replied_at"] for turn in measures.turns)
    return {
        "firstAskedAt": earlier(measures.line.first("customer"), value(chat.snapshot, "firstAskedAt")),
        "firstQueuedAt": measures.line.first("queued"),
        "firstOpenedAt": measures.line.first("opened"),
        "firstRepliedAt": earlier(*replied_at, value(chat.snapshot, "firstRepliedAt")),
        "openedAt": measures.current.get("opened_at"),
        "closedAt": measures.current.get("closed_at"),
    }


def _metrics(chat: Chat, measures: Measures) -> Row:
    ours = {column: measures.current.get(told) for column, told in CYCLE_COLUMNS.items()}
    if not _has_a_hole(chat, measures):
        return ours
    told = {column: value(chat.snapshot, column) for column in CYCLE_COLUMNS}
    return told | {
        column: known(told[column], ours[column]) for column in ("resolutionTime", "operationResolutionTime")
    }


def _has_a_hole(chat: Chat, measures: Measures) -> bool:
    """Whether our history of the chat lacks what the newest snapshot knew, and no cycle began since."""
    if chat.snapshot is None or _has_begun_since(chat, measures):
        return False
    is_download = bool(chat.snapshot.get("isDownload"))
    return is_download or not chat.messages or _begins_late(chat) or _lacks_replies(chat, measures)


def _begins_late(chat: Chat) -> bool:
    told = value(chat.snapshot, "firstAskedAt")
    asks = chat.customer_messages
    return told is not None and (not asks or asks[0].at > told + SAME_REPORT)


def _lacks_replies(chat: Chat, measures: Measures) -> bool:
    replied_at = measures.current.get("first_replied_at")
    known_by_then = replied_at is not None and (chat.snapshot_at is None or replied_at <= chat.snapshot_at)
    return (value(chat.snapshot, "replyCount") or 0) >= 1 and not known_by_then
