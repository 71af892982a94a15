"""What a webhook is answered: 200 only where its body is on the disk.

Whatever comes with the right token is stored, also what is no JSON: the loader rejects that with file, line and reason.
A refusal would lose it, and after 100 refusals in a row the sender blocks the webhook.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from wh.listening.spool import NotStoredError, Spool

HEALTH = "/healthz"
_log = logging.getLogger(__name__)
_Start = Callable[[str, list[tuple[str, str]]], object]
_Answer = tuple[str, str]
_OK, _LATER = "200 OK", "503 Service Unavailable"


class Receiver:
    """A WSGI application that puts the bodies of webhooks into a spool.

    `path` is where webhooks come in; `tokens` are those that are right, several while one replaces another.
    """

    def __init__(self, spool: Spool, path: str, tokens: Sequence[str]) -> None:
        self._spool = spool
        self._path = path
        self._tokens = [token.encode() for token in tokens]

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        """Answers one request."""
        status, text = self._answer(environ)
        body = text.encode()
        start(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: dict[str, Any]) -> _Answer:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path == HEALTH and method in ("GET", "HEAD"):
            return _OK, self._health()
        if path != self._path:
            return "404 Not Found", "no such path\n"
        if method != "POST":
            return "405 Method Not Allowed", "webhooks are posted\n"
        if not self._is_right(environ.get("QUERY_STRING", "")):
            _log.warning("refused: wrong token; after 100 refusals in a row the sender blocks the webhook")
            return "401 Unauthorized", "wrong token\n"
        return self._store(environ["wsgi.input"].read())

    def _is_right(self, query: str) -> bool:
        """Whether the query has one token, and a right one; in a time that tells nothing of where it differs."""
        given = parse_qs(query, keep_blank_values=True, errors="surrogateescape").get("token", [])
        if len(given) != 1:
            return False
        token = given[0].encode(errors="surrogateescape")
        return any(hmac.compare_digest(token, each) for each in self._tokens)

    def _store(self, body: bytes) -> _Answer:
        if not body.strip():
            return _OK, "empty\n"
        try:
            self._spool.put(body)
        except NotStoredError:
            return _LATER, "not stored\n"
        return _OK, "stored\n"

    def _health(self) -> str:
        last = self._spool.last_at
        age = None if last is None else round((datetime.now(UTC) - last).total_seconds())
        return json.dumps({"stored": self._spool.stored, "seconds_since_last": age}) + "\n"
