"""One call of the Open API: asked again where that may help, and never at another address."""

from __future__ import annotations

import json
import random
import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import truststore
import urllib3

from wh.calling.keys import KeyPair
from wh.calling.limiter import Clock, Limiter
from wh.errors import FaultError, UsageError

TRIES = 6
MOST_BYTES = 256 * 1024 * 1024  # of an answer
_LONGEST = 120.0  # seconds that an answer may make us wait
_TIMEOUT = urllib3.Timeout(connect=10, read=60)
_HERE = ("127.0.0.1", "localhost", "::1")
Answer = dict[str, Any]


class RefusedError(FaultError):
    """The keys are not accepted."""


class MissingError(FaultError):
    """What was asked for is not there."""


class RejectedError(FaultError):
    """The platform does not understand what was asked."""


class UnavailableError(FaultError):
    """No whole answer came, however often it was asked."""


class Client:
    """Asks with one pair of keys; `calls` counts."""

    def __init__(
        self, keys: KeyPair, base_url: str, headers: Mapping[str, str], limiter: Limiter, clock: Clock
    ) -> None:
        self.calls = 0
        self._base = base_url.rstrip("/")
        self._headers = {**headers, "x-access-key": keys.access, "x-access-secret": keys.secret}
        self._limiter = limiter
        self._clock = clock
        self._pool = _pool(self._base)

    def get(self, path: str, bucket: str, fields: Mapping[str, str] | None = None) -> Answer:
        """The object that a path gives. Fields are encoded, so that a cursor with + and / arrives as it is."""
        return self._ask(path, bucket, {"method": "GET", "fields": dict(fields or {})}, TRIES)

    def post(self, path: str, bucket: str, body: Answer) -> Answer:
        """What the platform made of an object. It is asked once: it may have made it though no answer came."""
        return self._ask(path, bucket, {"method": "POST", "json": body}, 1)

    def _ask(self, path: str, bucket: str, request: dict[str, Any], tries: int) -> Answer:
        for tried in range(tries):
            self._limiter.await_turn(bucket)
            self.calls += 1
            wait = _jitter(tried)
            try:
                response = self._pool.request(
                    url=self._base + path, headers=self._headers, redirect=False, preload_content=False, **request
                )
                try:
                    body = response.read(MOST_BYTES + 1)
                finally:
                    response.release_conn()
            except urllib3.exceptions.HTTPError as error:
                what = type(error).__name__
            else:
                self._limiter.heed(bucket, response.headers)
                what = self._hidden(f"{response.status} {_message(body)}".strip())
                if response.status in (200, 201) and len(body) <= MOST_BYTES and (found := _parsed(body)) is not None:
                    return found
                _raise(response.status, path, what)
                if response.status == 429:
                    wait = self._told(response.headers) or wait
            if tried + 1 < tries:
                self._limiter.pause(wait)
        raise UnavailableError(f"{path}: no answer to {tries} call{'s' * (tries > 1)} ({what})")

    def _hidden(self, text: str) -> str:
        """A text without our keys, which an answer may repeat."""
        for secret in (self._headers["x-access-key"], self._headers["x-access-secret"]):
            text = text.replace(secret, "…")
        return text

    def _told(self, headers: Mapping[str, str]) -> float | None:
        """Seconds to wait, as an answer of 429 says."""
        now = self._clock.now()
        told = headers.get("retry-after", "")
        try:
            seconds = float(told) if told.isdigit() else parsedate_to_datetime(told).timestamp() - now
        except ValueError:
            try:
                seconds = float(headers["x-ratelimit-reset"]) - now
            except (KeyError, ValueError):
                return None
        return min(max(seconds, 1.0), _LONGEST)


def _pool(base_url: str) -> urllib3.PoolManager:
    """Connections to an address, through the proxy that HTTPS_PROXY names, and with the certificates of the system."""
    url = urlsplit(base_url)
    if url.scheme != "https" and url.hostname not in _HERE:
        raise UsageError(f"{base_url} is no https address", "keys are not sent in the clear")
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    proxy = None if proxy_bypass(url.hostname or "") else getproxies().get(url.scheme)
    if not proxy:
        return urllib3.PoolManager(timeout=_TIMEOUT, retries=False, ssl_context=context)
    headers = urllib3.make_headers(proxy_basic_auth=urllib3.util.parse_url(proxy).auth)
    return urllib3.ProxyManager(proxy, proxy_headers=headers, timeout=_TIMEOUT, retries=False, ssl_context=context)


def _jitter(tried: int) -> float:
    """Seconds before the next try: twice as long each time at most, so that several clients do not come together."""
    return random.uniform(0.2, 2.0**tried)


def _parsed(body: bytes) -> Answer | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _message(body: bytes) -> str:
    """What an error's body says, if anything."""
    told = _parsed(body[:100_000]) or {}
    error = told.get("error")
    said = told.get("message") or (error.get("message") if isinstance(error, dict) else error)
    return str(said)[:200] if said else ""


def _raise(status: int, path: str, what: str) -> None:
    """Raises for an answer that another try would not change."""
    if status in (401, 403):
        raise RefusedError(
            f"the platform refuses the access key ({what})",
            "look at the key and its secret, and whether the plan has the API",
        )
    if status == 404:
        raise MissingError(f"{path}: {what}")
    if status in (400, 422):
        raise RejectedError(f"{path}: {what}")
    if 300 <= status < 400:
        raise FaultError(
            f"{path}: the platform points to another address ({status})", "keys are never sent to another one"
        )
