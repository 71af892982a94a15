"""The command that receives webhooks: parse, one call, print."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import DEFAULT_URL, HERE, HomeFolder, Option, app, size
from wh.errors import UsageError

if TYPE_CHECKING:
    from wh.home.home import Home


@app.command(epilog="Example: wh listen --home desk --port 8787")
def listen(
    host: Annotated[str, Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Option("--port", min=1, max=65535, help="The port to listen on.")] = 8787,
    path: Annotated[
        str, Option("--path", help="Where webhooks come in; /healthz says that all is well.")
    ] = "/channel-talk",
    max_body: Annotated[str, Option("--max-body", help="Largest body that is taken, like 16MB.")] = "16MB",
    register: Annotated[
        str | None,
        Option("--register", help="First have the platform send webhooks to this public address, and keep the token."),
    ] = None,
    base_url: Annotated[str, Option("--base-url", help="Where the API is, for --register.")] = DEFAULT_URL,
    home: HomeFolder = HERE,
) -> None:
    """Receive webhooks: whatever is answered 200 is on the disk.

    The token of the webhook is read from WH_WEBHOOK_TOKEN, else from webhook.token in the home. `--register` needs
    the access key of `wh pull`. Bodies lie under
    events/webhooks in files of a minute, which the next `wh build` loads. A reverse proxy in front of it does TLS;
    docs/listen.md shows how.
    """
    from wh.home.home import Home
    from wh.listening import listen as listening
    from wh.showing import output

    if not path.startswith("/"):
        raise UsageError(f"--path {path}: a path begins with /")
    desk = Home.at(home)
    if register:
        _register(desk, register, base_url)
    tokens, address = listening.tokens(desk, os.environ), listening.Address(host, port, path)
    output.say(f"listening on http://{host}:{port}{path}; Ctrl-C ends it")
    stored = listening.listen(desk, address, tokens, size(max_body))
    output.say(f"ended: {output.number(stored, 'webhook')} stored")


def _register(home: Home, url: str, base_url: str) -> None:
    """Has the platform send webhooks to an address; their tokens go into a file of the home."""
    from wh.calling.client import Client
    from wh.calling.keys import key_pairs
    from wh.calling.limiter import Limiter, Wall
    from wh.calling.webhooks import register
    from wh.listening import listen as listening
    from wh.showing import output

    if os.environ.get(listening.TOKEN):
        raise UsageError(f"--register keeps a token, but {listening.TOKEN} has another one", "unset it")
    if not url.startswith("https://"):
        raise UsageError(f"--register {url}: a public address begins with https://", "docs/listen.md shows a proxy")
    tokens = []
    for keys in key_pairs(home.path, os.environ):
        found = register(Client(keys, base_url, {}, Limiter(8, Wall()), Wall()), url)
        tokens.append(found.token)
        output.say(f"{'made a' if found.is_new else 'found the'} webhook for {url}")
        if found.is_blocked:
            output.say("warning: the platform has blocked it; unblock it in its settings")
    listening.keep(home, tokens)
