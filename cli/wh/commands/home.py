"""The commands that make a home and take things out of it: parse, one call, print."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import HERE, Argument, Exit, HomeFolder, Option, app, confirm
from wh.commands.load import DOWNLOAD_PASSWORD
from wh.errors import UsageError

if TYPE_CHECKING:
    from wh.forgetting.forget import Forgotten


@app.command(epilog="Example: wh init desk --sample && wh build --home desk")
def init(
    directory: Annotated[Path, Argument(help="The folder to make.")] = HERE,
    sample: Annotated[bool, Option("--sample", help="Put in the events and settings of a sample channel.")] = False,
) -> None:
    """Make a home: a folder with settings and a place for events."""
    from wh.home.home import Home
    from wh.showing import output

    desk = Home.init(directory, sample=sample)
    output.say(f"made {desk.path / 'wh.toml'}" + (f" and {desk.path / 'events'}" if sample else ""))
    files = "" if sample else f"put event files into {desk.path / 'events'}, then "
    output.say(f"next: {files}wh build --home {desk.path}")


@app.command(epilog="Example: wh forget --user 67e8079237c05398ee42 --files --reason 'asked by mail on May 7'")
def forget(
    user: Annotated[str | None, Option(help="The id of a customer, with all chats.")] = None,
    chat: Annotated[str | None, Option(help="The id of a chat, with all messages.")] = None,
    message: Annotated[str | None, Option(help="The id of a message.")] = None,
    reason: Annotated[str, Option(help="Why; it is kept. It should name nobody.")] = "",
    files: Annotated[bool, Option("--files", help="Write the event files that hold it anew, without it.")] = False,
    yes: Annotated[bool, Option("--yes", help="Do not ask whether it is meant.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """Take a customer, a chat or a message out for good.

    It goes from raw.duckdb, from the warehouse, which is built anew, and with the build before it, and stays out when
    it is loaded again. Event files and exports that still hold it are named.
    """
    from wh.forgetting import forget as forgetting
    from wh.home.home import Home
    from wh.showing import output

    asked = [(kind, id_) for kind, id_ in (("user", user), ("chat", chat), ("message", message)) if id_]
    if len(asked) != 1:
        raise UsageError("name one thing: --user, --chat or --message", "it is run once for each")
    desk, (kind, id_) = Home.at(home), asked[0]
    if not desk.raw.exists():
        raise UsageError(f"nothing was loaded into {desk.path} yet", "there is nothing to forget")
    with desk.claimed():
        found = forgetting.held(desk, kind, id_)
        what = f"{output.number(found['chats'], 'chat')} and {output.number(found['messages'], 'message')}"
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(f"this takes out {what} for good", "--yes says that it is meant")
            if not confirm(f"Take out {what} for good?", err=True):
                raise Exit(1)
        password = os.environ.get(DOWNLOAD_PASSWORD)
        _say(forgetting.forget(desk, kind, id_, reason, rewrite=files, password=password), what)


def _say(found: Forgotten, what: str) -> None:
    from wh.showing import output

    output.say(f"forgotten: {what}; the build before this one is gone, too")
    for path in found.rewritten:
        output.say(f"written anew without it: {path}")
    for path in found.files:
        output.say(f"still holds it: {path}")
    for path in found.unread:
        output.say(f"could not be looked into: {path}")
    for export in found.exports:
        output.say(f"an export that may hold it: {export}")
    if found.files:
        output.say("hint: --files writes event files anew; downloads and exports are deleted by hand")
