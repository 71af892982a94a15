"""The command that fetches events from the platform: parse, one call, print."""

from __future__ import annotations

import os
from typing import Annotated

from wh.commands.app import HERE, HomeFolder, Option, app

DEFAULT_URL = "https://api.channel.io"


@app.command(epilog="Example: wh pull --home desk")
def pull(
    full: Annotated[bool, Option("--full", help="Read all chats and all of their messages again.")] = False,
    rate: Annotated[float, Option("--rate", min=0.1, max=50, help="Calls a second, below what the plan allows.")] = 8,
    base_url: Annotated[str, Option("--base-url", help="Where the API is.")] = DEFAULT_URL,
    home: HomeFolder = HERE,
) -> None:
    """Fetch what is new from the platform's Open API.

    It goes into files under events/pull, which the next `wh build` loads.
    The access key is read from WH_ACCESS_KEY and WH_ACCESS_SECRET, else from pull.keys in the home. A pull that is
    ended goes on where it stopped.
    """
    from wh.commands import output
    from wh.fetching import pull as pulling
    from wh.fetching.keys import key_pairs
    from wh.fetching.limiter import Wall
    from wh.home.home import Home

    desk = Home.at(home)
    options = pulling.PullOptions(base_url=base_url, rate=rate, is_full=full)
    for keys in key_pairs(desk.path, os.environ):
        with output.progress("pulling", "calls") as show:
            found = pulling.pull(desk, keys, options, Wall(), show)
        output.say(
            f"pulled {output.number(found.chats, 'new or changed chat')}, {output.number(found.messages, 'message')} "
            f"in {output.number(found.calls, 'call')}"
        )
        for what in found.skipped:
            output.say(f"skipped: {what}")
