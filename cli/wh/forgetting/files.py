"""The event files that hold what is forgotten, and how they are written without it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from wh.contracts.kinds import holders
from wh.converting.books import read_book
from wh.errors import FaultError, UsageError, WhError
from wh.home.home import Home, hashed
from wh.home.newfile import new_file
from wh.reading.documents import read_documents
from wh.reading.finding import File, find_files, is_there
from wh.reading.packed import DAMAGED, opened, packed
from wh.reading.sources import examined

BLOCK = 1 << 20
KINDS = ("user", "chat", "message")
_ID = re.compile(rb'"(?:id|chatId|userId|personId)"\s*:\s*"([!-~]{1,64}?)"')
_DOWNLOADS = (".xlsx", ".zip")
_GONE = object()
_HELD_BY = {"user": "users", "users": "users", "userChat": "chats", "userChats": "chats"}
_HELD_BY |= {"message": "messages", "messages": "messages"}


class Ids(NamedTuple):
    """What is forgotten: customers, their chats, messages."""

    users: frozenset[str]
    chats: frozenset[str]
    messages: frozenset[str]


class Files:
    """The files that were loaded once, and those in the sources of a home; `unread` could not be looked into."""

    def __init__(self, home: Home, loaded: Sequence[str], ids: Ids, password: str | None) -> None:
        self.unread: list[Path] = []
        self._ids = ids
        self._mark = _mark(ids)
        self._password = password
        patterns = [*loaded, *home.settings.sources]
        self._files = find_files([each for each in patterns if is_there(each, home.path)], home.path)

    def learn(self, hashes: Collection[tuple[str, str]]) -> None:
        """Finds the ids of what was forgotten before, by its kinds and hashes: only the files know them."""
        words: set[str] = set()
        for file in self._files:
            if file.path.suffix.lower() not in _DOWNLOADS:
                with suppress(*DAMAGED):
                    words |= {found.decode() for block in _blocks(file.path) for found in _ID.findall(block)}
        told = {(kind, word) for word in words for kind in KINDS if (kind, hashed(word)) in hashes}
        self._ids = Ids(
            *(each | {word for of, word in told if of == kind} for kind, each in zip(KINDS, self._ids, strict=True))
        )
        self._mark = _mark(self._ids)

    def holding(self) -> list[Path]:
        """Those that name what is forgotten."""
        return [file.path for file in self._files if self._holds(file)]

    def rewrite(self) -> list[Path]:
        """Writes those anew that are of JSON and hold it, one document a line; returns them."""
        found = []
        for file in self._files:
            if file.path.suffix.lower() in _DOWNLOADS or not self._holds(file):
                continue
            try:
                self._write_anew(file)
            except FaultError:
                self.unread.append(file.path)
            else:
                found.append(file.path)
        return found

    def _write_anew(self, file: File) -> None:
        """A FaultError, and the file as it was, where not all of it can be read."""
        source = examined(file, holders())
        if source is None:
            raise FaultError(f"{file.name} holds no events")
        with new_file(file.path, force=True) as part, packed(part, file.path.suffix) as stream:
            for document in read_documents(source):
                if document.reason:
                    raise FaultError(f"{file.name}: {document.reason}")
                if (text := self._without(document.text)) is not None:
                    stream.write(text.encode("utf-8", "surrogateescape") + b"\n")

    def _holds(self, file: File) -> bool:
        try:
            if file.path.suffix.lower() in _DOWNLOADS:
                return self._is_in_book(file.path)
            return any(self._mark.search(block) for block in _blocks(file.path))
        except (*DAMAGED, WhError):
            if file.path not in self.unread:
                self.unread.append(file.path)
            return False

    def _is_in_book(self, path: Path) -> bool:
        book = read_book(path, self._ask)
        wanted = {id_ for ids in self._ids for id_ in ids}
        rows = (row for sheet in book.sheets.values() for row in sheet) if book else iter(())
        return any(isinstance(cell, str) and cell in wanted for row in rows for cell in row.values())

    def _ask(self) -> str:
        if not self._password:
            raise UsageError("a download has a password")
        return self._password

    def _without(self, text: str) -> str | None:
        """A document without what is forgotten, as it was where that is not in it; None where nothing is left."""
        if not self._mark.search(text.encode("utf-8", "surrogateescape")):
            return text.rstrip("\r\n")
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return None
        left = without(document, self._ids)
        return json.dumps(left, ensure_ascii=False) if isinstance(left, dict) and holds_anything(left) else None


def without(document: Any, ids: Ids) -> Any:
    """A document without the entities that are about what is forgotten."""
    kind = str(document.get("type", "")).lower() if isinstance(document, dict) else ""
    entity = {"message": "messages", "userchat": "chats", "user": "users", "lead": "users", "member": "users"}.get(kind)
    found = _without(document, "", ids, {**_HELD_BY, "entity": entity or ""})
    return None if found is _GONE else found


def holds_anything(document: dict[str, Any]) -> bool:
    """Whether there is an entity in a document."""
    return "entity" in document or any(document.get(key) for key in holders() if key not in ("entity", "refers"))


def _without(node: Any, key: str, ids: Ids, held_by: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [left for each in node if (left := _without(each, key, ids, held_by)) is not _GONE]
    if not isinstance(node, dict):
        return node
    if _is_about(node, held_by.get(key, ""), ids):
        return _GONE
    left = {name: found for name, value in node.items() if (found := _without(value, name, ids, held_by)) is not _GONE}
    if node.get("summarizedMessageId") in ids.messages:
        left.pop("summarizedMessage", None)
    return left


def _is_about(node: dict[str, Any], kind: str, ids: Ids) -> bool:
    if kind and node.get("id") in getattr(ids, kind):
        return True
    if node.get("chatId") in ids.chats or node.get("userId") in ids.users:
        return True
    return node.get("personId") in ids.users and node.get("personType", "user") == "user"


def _mark(ids: Ids) -> re.Pattern[bytes]:
    """What finds an id in bytes, where it stands alone."""
    every = b"|".join(re.escape(id_.encode()) for each in ids for id_ in sorted(each))
    return re.compile(rb"(?<![\w-])(?:" + every + rb")(?![\w-])")


def _blocks(path: Path) -> Iterator[bytes]:
    """A file's bytes, unpacked, in pieces that overlap, so that no id is cut in two everywhere."""
    rest = b""
    with opened(path) as stream:
        while block := stream.read(BLOCK):
            yield rest + block
            rest = block[-256:]
