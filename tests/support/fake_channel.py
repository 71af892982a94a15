"""A channel as the platform's Open API shows it: chats and messages that change, pages, keys, limits and faults."""

from __future__ import annotations

import base64
import json
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCESS, SECRET = "access-0123456789", "secret-9876543210"
AT = 1_743_500_000_000
MIO = {"id": "301", "channelId": "90001", "name": "Mio", "email": "mio@example.jp", "role": "owner"}
BOT = {"id": "801", "channelId": "90001", "name": "bot", "color": "#123456"}
NUMBERED = ("bots", "webhooks")
CHANNEL = {
    **{"name": "desk", "timeZone": "Asia/Tokyo", "bizGrade": "A", "botName": "bot", "color": "#123456"},
    **{"baseTutorialCompleted": True, "followUpEmail": False, "followUpTexting": False, "welcomeMessage": {}},
}
Entity = dict[str, Any]
Fault = Callable[[BaseHTTPRequestHandler], bool]


@dataclass
class FakeChannel:
    """What the platform holds; `calls` are paths and fields, in order; `faults` are asked before each."""

    id: str = "90001"
    chats: dict[str, Entity] = field(default_factory=dict)
    messages: dict[str, list[Entity]] = field(default_factory=dict)
    lists: dict[str, list[Entity]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unknown_states: tuple[str, ...] = ()
    absent_users: set[str] = field(default_factory=set)  # in no page
    users: dict[str, Entity] = field(default_factory=dict)  # that can be asked for, beside those of chats
    order: str = "closedAt"  # what lists of chats are ordered by: a field, or "random"
    most: int = 500  # items of a page
    epoch: int = 0  # cursors of another one have expired
    is_generous: bool = False  # a full last page has a cursor too, and after it comes an empty one
    is_dated: bool = False  # pages are those of the dated API
    now: int = AT

    def chat(self, id_: str, state: str = "opened", **fields: Any) -> Entity:
        """Makes or changes a chat."""
        self.now += 1000
        new: Entity = {"id": id_, "channelId": self.id, "userId": f"u-{id_}", "createdAt": self.now}
        chat = self.chats.setdefault(id_, new)
        chat |= {"state": state, "updatedAt": self.now, "version": self.now, **fields}
        if state == "closed":
            chat.setdefault("closedAt", self.now)
        return chat

    def say(self, chat_id: str, text: str, **fields: Any) -> Entity:
        """Adds a message to a chat."""
        self.now += 1000
        told = self.messages.setdefault(chat_id, [])
        message: Entity = {
            "id": f"{chat_id}-{len(told):06}",
            "chatId": chat_id,
            "chatType": "userChat",
            "channelId": self.id,
            "chatKey": f"userChat-{chat_id}",
        }
        message |= {"personType": "user", "personId": f"u-{chat_id}", "createdAt": self.now, "version": 1}
        told.append(message | {"plainText": text, **fields})
        self.chats[chat_id] |= {"userLastMessageId": told[-1]["id"], "updatedAt": self.now, "version": self.now}
        return told[-1]

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, Any]:
        """Status and body of a call."""
        match path.removeprefix("/open/").removeprefix("v4/").removeprefix("v5/").split("/"):
            case ["channel"]:
                return 200, {"channel": CHANNEL | {"id": self.id}}
            case ["user-chats"]:
                return self._chats(fields)
            case ["user-chats", id_, *_] if id_ not in self.chats:
                return 404, {"message": "no such chat"}
            case ["user-chats", id_]:
                return 200, self._detail(self.chats[id_])
            case ["user-chats", id_, "messages"]:
                if "sortOrder" not in fields:
                    return 422, {"message": "sortOrder is required"}
                return self._page("messages", self.messages.get(id_, []), fields)
            case ["users", id_]:
                return (200, {"user": self.users[id_]}) if id_ in self.users else (404, {"message": "no such user"})
            case [name]:
                return self._page(_camel(name), self.lists.get(_camel(name), []), fields)
        return 404, {"message": "no such path"}

    def _chats(self, fields: dict[str, str]) -> tuple[int, Any]:
        state = fields.get("state", "opened")
        if state in self.unknown_states:
            return 400, {"message": f"unknown state {state}"}
        found = [chat for chat in self.chats.values() if chat["state"] == state]
        status, page = self._page("userChats", found, fields, self._place)
        if status == 200:
            ids = {chat["userId"] for chat in page.get("userChats", [])} - self.absent_users
            page["users"] = [{"id": id_, "name": "あ", "version": 1} for id_ in sorted(ids)]
            page["sessions"] = [{"id": f"s-{id_}", "key": "x"} for id_ in ids]
        return status, {key: items for key, items in page.items() if items}

    def _detail(self, chat: Entity) -> Entity:
        source = chat.get("source", {})
        named = {kind: {"id": each["id"], "name": f"name of {each['id']}"} for kind, each in source.items()}
        return {"userChat": chat, **named}

    def _place(self, chat: Entity) -> int:
        """What a chat is ordered by in lists."""
        if self.order == "random":
            return zlib.crc32(chat["id"].encode())
        return int(chat.get(self.order) or chat["updatedAt"])

    def _page(
        self, key: str, items: list[Entity], fields: dict[str, str], place: Callable[[Entity], int] | None = None
    ) -> tuple[int, Any]:
        """A page from a cursor on. A cursor names a place in the order; it is of no use if not encoded."""
        at = {item["id"]: (place(item) if place else number, item["id"]) for number, item in enumerate(items)}
        is_ascending = fields.get("sortOrder", "desc") == "asc"
        ordered = sorted(items, key=lambda item: at[item["id"]], reverse=not is_ascending)
        since, next_ = ("cursor", "nextCursor") if self.is_dated else ("since", "next")
        if key in NUMBERED:
            return 200, _numbered(key, ordered, fields)
        if since in fields:
            try:
                epoch, *last = json.loads(base64.b64decode(fields[since], validate=True).decode().rstrip("?>"))
            except ValueError:
                epoch = None
            if epoch != self.epoch:
                return 400, {"error": {"message": "bad cursor"}}
            ordered = [item for item in ordered if (at[item["id"]] > tuple(last)) == is_ascending]
            ordered = [item for item in ordered if at[item["id"]] != tuple(last)]
        limit = min(int(fields.get("limit", 25)), self.most)
        page = ordered[:limit]
        told: Entity = {key: json.loads(json.dumps(page))} if page else {}
        if len(ordered) > limit or (self.is_generous and len(page) == limit):
            told[next_] = base64.b64encode(f"{json.dumps([self.epoch, *at[page[-1]['id']]])}?>?>".encode()).decode()
        return 200, told | ({"hasNext": next_ in told} if self.is_dated else {})


@contextmanager
def serving(channel: FakeChannel) -> Iterator[str]:
    """The address at which a channel is served."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            fields = dict(parse_qsl(url.query, keep_blank_values=True))
            channel.calls.append((url.path, fields))
            if any(fault(self) for fault in channel.faults):
                return
            if (self.headers["x-access-key"], self.headers["x-access-secret"]) != (ACCESS, SECRET):
                reply(self, 401, {"message": f"key {self.headers['x-access-key']} is unknown"})
                return
            reply(self, *channel.answer(url.path, fields))

        def do_POST(self) -> None:
            wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            channel.calls.append((self.path, wanted))
            if any(fault(self) for fault in channel.faults):
                return
            if (self.headers["x-access-key"], self.headers["x-access-secret"]) != (ACCESS, SECRET):
                reply(self, 401, {"message": "no"})
            elif missing := {"name", "url", "scopes", "apiVersion"} - wanted.keys():
                reply(self, 422, {"message": f"{sorted(missing)} are required"})
            else:
                hooks = channel.lists.setdefault("webhooks", [])
                hooks.append(wanted | {"id": str(len(hooks)), "token": f"{len(hooks):032}", "blocked": False})
                reply(self, 200, {"webhook": hooks[-1]})

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # the other side was killed
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(handler: BaseHTTPRequestHandler, status: int, body: Any, **headers: str) -> None:
    """Sends an answer; bytes as they are, anything else as JSON."""
    told = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(told)))
    handler.end_headers()
    handler.wfile.write(told)


def _numbered(key: str, items: list[Entity], fields: dict[str, str]) -> Entity:
    """A page whose cursor is a number, as those of bots and webhooks are."""
    start, limit = int(fields.get("since", "0")), min(int(fields.get("limit", 25)), 500)
    left: Entity = {"next": start + limit} if start + limit < len(items) else {}
    return {key: items[start : start + limit], **left}


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(each.capitalize() for each in rest)
