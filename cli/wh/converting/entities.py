"""The rows of a download as objects of the platform, one document for each."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from wh.contracts.contract import Column
from wh.converting import cells
from wh.converting.books import PROFILE, Book, columns
from wh.converting.cells import NoValueError

SYNTHETIC = "download-"  # how ids begin that no download has: of messages and calls
_SAID = ("chatId", "personType", "personId", "plainText")  # what makes its id, with the time on the wall
Entity = dict[str, Any]
Row = Mapping[str, Any]
ZoneOf = Callable[[str | None], ZoneInfo]
_LISTS = {
    "user_chat_tags": "chatTag",
    "managers": "manager",
    "teams": "team",
    "bots": "bot",
}


class Converter:
    """One download; `notes` say what of it has no place. `known_keys` are profile keys that a schema tells of."""

    def __init__(self, book: Book, zone_of: ZoneOf, known_keys: Collection[str] = ()) -> None:
        self.notes: list[str] = []
        self._book = book
        self._zone_of = zone_of
        self._known_keys = {*known_keys, "csat", "csatComment"}
        self._tags = {str(row["name"]) for row in book.sheets.get("user_chat_tags", []) if row.get("name")}
        self._channel_id = self._only_channel()
        self._columns = {sheet: columns(sheet) for sheet in book.sheets}

    def channels(self) -> set[str | None]:
        """The channels that the rows name, None where they name none: each needs a zone."""
        rows = [row for sheet in self._book.sheets.values() for row in sheet]
        return {self._channel(row) for row in rows}

    def documents(self) -> Iterator[tuple[int, Entity]]:
        """The documents, each with the row of its sheet (from 1, the head)."""
        for sheet in self._book.sheets:
            self._note_unknown(sheet)
        runs = {sheet: self._runs(sheet) for sheet in ("workflows", "support_bots")}
        chats = [(line, self._chat(row, runs)) for line, row in self._rows("user_chats")]
        taken = {"updatedAt": self._book.made_at or max((_newest(chat) for _, chat in chats), default=None)}
        for line, chat in chats:
            yield line, {"userChat": {**chat, **taken}}
        for key, type_ in self._types_of_profile():
            yield 1, {"profileSchema": {"key": key, "channelId": self._channel_id, "type": type_}}
        for line, row in self._rows("users"):
            user = self._entity("users", row)
            yield line, {"user": {"channelId": self._channel_id, **({} if "updatedAt" in row else taken), **user}}
        for sheet, kind in _LISTS.items():
            for line, row in self._rows(sheet):
                yield line, {kind: self._entity(sheet, row)}
        yield from self._messages()

    def _rows(self, sheet: str) -> Iterator[tuple[int, Row]]:
        for line, row in enumerate(self._book.sheets.get(sheet, []), 2):
            if any(cell not in (None, "") for cell in row.values()):
                yield line, row

    def _entity(self, sheet: str, row: Row) -> Entity:
        """The columns of a row under their names, nested where these have a dot, without those that are empty."""
        zone = self._zone_of(self._channel(row))
        found: Entity = {}
        for name, cell in row.items():
            if name.startswith(PROFILE):
                value = cells.free(cell)
            elif (column := self._columns[sheet].get(name)) is None:
                continue
            else:
                value = self._value(column, cell, zone)
            if value in (None, []):
                continue
            outer, dot, inner = name.partition(".")
            if dot:
                found.setdefault(outer, {})[inner] = value
            else:
                found[name] = value
        return found

    def _value(self, column: Column, cell: Any, zone: ZoneInfo) -> Any:
        try:
            return self._read(column, cell, zone)
        except NoValueError:
            return str(cell)  # the load rejects the row, with the reason

    def _read(self, column: Column, cell: Any, zone: ZoneInfo) -> Any:
        if column.type == "TIMESTAMP":
            return cells.instant(cell, zone)
        if column.duration:
            return cells.duration(cell, in_seconds=self._book.has_seconds)
        if column.type == "BIGINT":
            return cells.number(cell)
        if column.type == "BOOLEAN":
            return cells.truth(cell)
        if column.type.endswith("[]"):
            return cells.items(cell, self._tags, " > " if column.path else ", ")
        return cells.text(cell)

    def _chat(self, row: Row, runs: Mapping[str, Mapping[str, Entity]]) -> Entity:
        chat = self._entity("user_chats", row)
        workflow, bot = chat.pop("workflowId", None), chat.pop("supportBotId", None)
        marketing = {"id": chat.pop("marketingId", None), "type": chat.pop("marketingType", None)}
        source = {
            "page": chat.pop("page", None),
            "workflow": runs["workflows"].get(chat.get("id", ""), {"id": workflow} if workflow else None),
            "supportBot": runs["support_bots"].get(chat.get("id", ""), {"id": bot} if bot else None),
            "marketing": marketing if any(marketing.values()) else None,
        }
        chat.pop("url", None)
        has_metrics = "waitingTime" in row and "replyCount" in row
        return {"channelId": _channel_of(row) or self._channel_id, "source": source, "isDownload": has_metrics, **chat}

    def _types_of_profile(self) -> Iterator[tuple[str, str]]:
        """The profile keys of chats that hold numbers or truths only: what a profile schema would say of them."""
        types: dict[str, set[type]] = defaultdict(set)
        for row in self._book.sheets.get("user_chats", []):
            for name, cell in row.items():
                if name.startswith(PROFILE) and cell not in (None, ""):
                    types[name.removeprefix(PROFILE)].add(type(cell))
        for key, found in types.items():
            if key not in self._known_keys and (found == {bool} or found <= {int, float}):
                yield key, "boolean" if found == {bool} else "number"

    def _runs(self, sheet: str) -> dict[str, Entity]:
        found = {}
        for _, row in self._rows(sheet):
            run = self._entity(sheet, row)
            if chat := run.pop("userChatId", None):
                found[chat] = run
        if self._book.sheets.get(sheet) and not found:
            self.notes.append(f"{sheet}: without userChatId, so which chat a run is of is not known")
        return found

    def _messages(self) -> Iterator[tuple[int, Entity]]:
        """Messages, each with an id made of what it says; a call goes with the message of its instant, or alone."""
        meets: dict[tuple[str, int], list[Entity]] = defaultdict(list)
        for line, row in self._rows("user_chat_meets"):
            call = self._entity("user_chat_meets", row)
            if "id" in call and "userChatId" in call:
                meets[call["userChatId"], call.get("startedAt", 0)].append(_meet(call))
            else:
                self.notes.append(f"user_chat_meets, row {line}: without id or userChatId")
        seen: Counter[str] = Counter()
        for line, row in self._rows("messages"):
            message = self._entity("messages", row)
            said = json.dumps([cells.wall(row.get("createdAt")), *(message.get(name) for name in _SAID)])
            seen[said] += 1
            told = meets.get((message.get("chatId", ""), message.get("createdAt", 0)))
            meet = told.pop() if told and not message.get("plainText") else None
            yield line, {"message": self._message(message, f"{said}{seen[said]}", meet)}
        for (chat, started_at), left in meets.items():
            for meet in left:
                call = {"chatId": chat, "createdAt": started_at, "personType": "user"}
                yield 0, {"message": self._message(call, meet["id"], meet)}

    def _message(self, message: Entity, said: str, meet: Entity | None) -> Entity:
        id_ = SYNTHETIC + hashlib.blake2b(said.encode(), digest_size=10).hexdigest()
        return {"id": id_, "channelId": self._channel_id, "chatType": "userChat", **message, "meet": meet}

    def _channel(self, row: Row) -> str | None:
        """The channel that a row is of, as it says, or its link, or all that say so."""
        return cells.text(row.get("channelId")) or _channel_of(row) or self._channel_id

    def _only_channel(self) -> str | None:
        found = {channel for row in self._book.sheets.get("user_chats", []) if (channel := _channel_of(row))}
        for sheet in _LISTS:
            found |= {
                channel for row in self._book.sheets.get(sheet, []) if (channel := cells.text(row.get("channelId")))
            }
        return found.pop() if len(found) == 1 else None

    def _note_unknown(self, sheet: str) -> None:
        names = {name for row in self._book.sheets[sheet][:1] for name in row}
        unknown = sorted(name for name in names if name not in self._columns[sheet] and not name.startswith(PROFILE))
        if unknown:
            self.notes.append(f"{sheet}: nothing is known of the columns {', '.join(unknown)}")


def _meet(call: Entity) -> Entity:
    is_front = call.get("type") == "frontMeet"
    told = {name: call.get(name) for name in ("direction", "missedReason", "engagedAt")}
    numbers = {name: call.get(name) for name in ("from", "to", "primaryNumber", "representativeNumber")}
    return {
        "id": call["id"],
        "meetType": "front" if is_front else call.get("type"),
        "roomStartedAt": call.get("startedAt"),
        "meetEndedAt": call.get("endedAt"),
        "call": {**numbers, **({} if is_front else told)},
        "front": told if is_front else None,
    }


def _newest(chat: Entity) -> int:
    instants = (value for name, value in chat.items() if name.endswith(("At", "AfterOpen")))
    return max((value for value in instants if isinstance(value, int)), default=0)


def _channel_of(row: Row) -> str | None:
    """The channel of a chat, as its link tells."""
    _, found, rest = str(row.get("url") or "").partition("/channels/")
    return rest.split("/")[0] if found else None
