"""The commands that put events in and take them out: parse, one call, print."""

from __future__ import annotations

import os
import sys
from typing import Annotated

from wh.commands.app import (
    DOWNLOAD_PASSWORD,
    HERE,
    Argument,
    Exit,
    HomeFolder,
    MaxBytes,
    MemoryLimit,
    Option,
    Texts,
    app,
    confirm,
    download_password,
    size,
)
from wh.errors import UsageError


@app.command(epilog="Example: wh load events/ 'more/2025-*.jsonl.gz'")
def load(
    paths: Annotated[Texts, Argument(help="Files, folders, globs, or - for standard input.")] = None,
    strict: Annotated[bool, Option("--strict", help="Load nothing if anything is rejected.")] = False,
    again: Annotated[
        bool, Option("--again", help="Read loaded files anew, by default all: new fields are filled.")
    ] = False,
    zone: Annotated[
        str | None, Option("--zone", help="Where the times of downloads are, like Asia/Tokyo, if no channel says.")
    ] = None,
    max_bytes: MaxBytes = "32GB",
    memory_limit: MemoryLimit = None,
    home: HomeFolder = HERE,
) -> None:
    """Load raw events from files into raw.duckdb.

    Files are .json, .jsonl or .ndjson, each also .gz, .zst, .bz2 or .xz, in any order, any number of times.
    Downloads of the platform (.xlsx, .json) and zips that `wh export` made are loaded too; the password of one is
    read from WH_DOWNLOAD_PASSWORD, or asked for.
    """
    from wh.home.home import Home
    from wh.loading.downloads import DownloadOptions
    from wh.loading.load import LoadOptions, load_paths, paths_loaded
    from wh.showing import outcomes, output

    if not paths and not again:
        raise UsageError(
            "no file, folder or glob is named", "- is standard input; `wh build` loads `sources` of wh.toml"
        )
    downloads = DownloadOptions(zone=zone, password=download_password)
    desk, options = Home.at(home), LoadOptions(strict, again, size(max_bytes), memory_limit, downloads)
    with desk.claimed():
        paths = paths or paths_loaded(desk)
        with output.progress("loading", "bytes") as show:
            summary = load_paths(desk, paths, options, show)
    outcomes.show_load(summary)
    if summary.is_in_vain:
        raise Exit(1)


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
    from wh.showing import outcomes, output

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
                output.say("nothing was changed")
                raise Exit(1)
        password = os.environ.get(DOWNLOAD_PASSWORD)
        outcomes.show_forgotten(forgetting.forget(desk, kind, id_, reason, rewrite=files, password=password), what)
