"""The command that receives webhooks: parse, one call, print."""

from __future__ import annotations

import os
from typing import Annotated

from wh.commands.app import HERE, HomeFolder, Option, app, size
from wh.errors import UsageError


@app.command(epilog="Example: wh listen --home desk --port 8787")
def listen(
    host: Annotated[str, Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Option("--port", min=1, max=65535, help="The port to listen on.")] = 8787,
    path: Annotated[
        str, Option("--path", help="Where webhooks come in; /healthz says that all is well.")
    ] = "/channel-talk",
    max_body: Annotated[str, Option("--max-body", help="Largest body that is taken, like 16MB.")] = "16MB",
    home: HomeFolder = HERE,
) -> None:
    """Receive webhooks: whatever is answered 200 is on the disk.

    The token of the webhook is read from WH_WEBHOOK_TOKEN, else from webhook.token in the home. Bodies lie under
    events/webhooks in files of a minute, which the next `wh build` loads. A reverse proxy in front of it does TLS;
    docs/listen.md shows how.
    """
    from wh.commands import output
    from wh.home.home import Home
    from wh.listening import listen as listening

    if not path.startswith("/"):
        raise UsageError(f"--path {path}: a path begins with /")
    desk = Home.at(home)
    tokens, address = listening.tokens(desk, os.environ), listening.Address(host, port, path)
    output.say(f"listening on http://{host}:{port}{path}; Ctrl-C ends it")
    stored = listening.listen(desk, address, tokens, size(max_body))
    output.say(f"ended: {output.number(stored, 'webhook')} stored")
