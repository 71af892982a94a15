"""A channel as the platform's Open API shows it: chats and messages that change, pages, keys, limits and faults."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCESS, SECRET = "access-0123456789", "secret-9876543210"
AT = 1_743_500_000_000
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
        }
        message |= {"personType": "user", "personId": f"u-{chat_id}", "createdAt": self.now, "version": 1}
        told.append(message | {"plainText": text, **fields})
        self.chats[chat_id] |= {"userLastMessageId": told[-1]["id"], "updatedAt": self.now, "version": self.now}
        return told[-1]

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, Any]:
        """Status and body of a call."""
        parts = path.strip("/").split("/")
        if parts[-1] == "channel":
            return 200, {
                "channel": {"id": self.id, "name": "desk", "timeZone": "Asia/Tokyo", "version": 1},
                "manager": {},
            }
        if parts[-1] == "messages":
            if "sortOrder" not in fields:
                return 422, {"message": "sortOrder is required"}
            if parts[-2] not in self.chats:
                return 404, {"message": "no such chat"}
            return self._page("messages", self.messages.get(parts[-2], []), fields)
        if parts[-1] == "user-chats":
            state = fields.get("state", "opened")
            if state in self.unknown_states:
                return 400, {"message": f"unknown state {state}"}
            found = [chat for chat in self.chats.values() if chat["state"] == state]
            found.sort(key=lambda chat: (chat.get("closedAt") or chat["updatedAt"], chat["id"]))
            status, page = self._page("userChats", found, fields)
            if status == 200:
                page["users"] = [
                    {"id": chat["userId"], "name": "あ", "version": 1} for chat in page.get("userChats", [])
                ]
            return status, {key: items for key, items in page.items() if items}
        return self._page(_camel(parts[-1]), self.lists.get(_camel(parts[-1]), []), fields)

    def _page(self, key: str, items: list[Entity], fields: dict[str, str]) -> tuple[int, Any]:
        """A page from a cursor on. A cursor names the item after which it begins; it is of no use if not encoded."""
        ordered = items if fields.get("sortOrder", "desc") == "asc" else items[::-1]
        limit = min(int(fields.get("limit", 25)), 500)
        start = 0
        if "since" in fields:
            try:
                last = base64.b64decode(fields["since"], validate=True).decode().removesuffix("?>?>")
                start = next(n for n, item in enumerate(ordered, 1) if item["id"] == last)
            except (ValueError, StopIteration):
                return 400, {"error": {"message": "bad cursor"}}
        page = ordered[start : start + limit]
        told: Entity = {key: json.loads(json.dumps(page))} if page else {}
        if start + limit < len(ordered):
            told["next"] = base64.b64encode(f"{page[-1]['id']}?>?>".encode()).decode()
        return 200, told


@contextmanager
def serving(channel: FakeChannel) -> Iterator[str]:
    """The address at which a channel is served."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

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

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
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


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(each.capitalize() for each in rest)
