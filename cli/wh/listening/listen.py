"""A server that receives webhooks until it is ended."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waitress.server import create_server

from wh.errors import FaultError, UsageError
from wh.home.home import Home, read_secret
from wh.home.newfile import new_file
from wh.listening.receiver import Receiver
from wh.listening.spool import Spool

THREADS = 64  # bodies that may wait for the disk at the same time
CONNECTIONS = 200
SILENT = 30  # seconds after which a connection that says nothing is closed
TOKEN = "WH_WEBHOOK_TOKEN"
TOKEN_FILE = "webhook.token"


@dataclass(frozen=True)
class Address:
    """Where webhooks come in."""

    host: str
    port: int
    path: str


def listen(home: Home, address: Address, tokens: list[str], most_bytes: int) -> int:
    """Receives webhooks until the process is interrupted; returns how many bodies are on the disk.

    Bodies larger than `most_bytes` are refused with 413. A BusyError where another process listens in this home.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with home.listened():
        spool = Spool(home.path / "events" / "webhooks")
        try:
            server = create_server(
                Receiver(spool, address.path, tokens),
                host=address.host,
                port=address.port,
                threads=THREADS,
                connection_limit=CONNECTIONS,
                channel_timeout=SILENT,
                max_request_body_size=most_bytes,
                ident=None,
            )
        except OSError as error:
            spool.close()
            raise FaultError(
                f"{address.host}:{address.port} cannot be used: {error.strerror}", "--port gives another"
            ) from error
        try:
            server.run()
        finally:
            server.close()
            spool.close()
        return spool.stored


def keep(home: Home, tokens: Iterable[str]) -> None:
    """Writes the tokens of webhooks into the file that `tokens` reads."""
    with new_file(home.path / TOKEN_FILE, force=True) as file:
        file.write_text("".join(f"{token}\n" for token in tokens), "utf-8")


def tokens(home: Home, environ: Mapping[str, str]) -> list[str]:
    """The tokens of WH_WEBHOOK_TOKEN, else of the file webhook.token in the home, which must be its owner's only."""
    file = home.path / TOKEN_FILE
    if not (text := environ.get(TOKEN, "")) and file.exists():
        text = read_secret(file)
    if not (found := text.split()):
        raise UsageError(
            "the token of the webhook is not known",
            f"put it into {TOKEN}, or into {file} with mode 600; the platform shows it where webhooks are set up",
        )
    return found
