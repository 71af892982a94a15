"""The command that loads files: parse, one call, print."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import HERE, Argument, Exit, HomeFolder, MaxBytes, MemoryLimit, Option, Texts, app, prompt, size
from wh.errors import UsageError

if TYPE_CHECKING:
    from wh.loading.load import Summary

DOWNLOAD_PASSWORD = "WH_DOWNLOAD_PASSWORD"


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
    from wh.showing import output

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
    print_load(summary)
    if summary.is_in_vain:
        raise Exit(1)


def download_password() -> str:
    """The password of a download, from the environment, else asked for on a terminal."""
    if found := os.environ.get(DOWNLOAD_PASSWORD):
        return found
    if not sys.stdin.isatty():
        raise UsageError("the password of a download is not known", f"put it into {DOWNLOAD_PASSWORD}")
    return str(prompt("Password of the download", hide_input=True, err=True))


def print_load(summary: Summary, *, quiet: bool = False) -> None:
    """Says what a load came to; only what was rejected where `quiet`."""
    from wh.showing import output

    for reject in summary.rejects[:20]:
        name = reject.path.replace("\n", "\\n")
        output.say(f"rejected: {name}:{reject.line}: {reject.reason}")
    if len(summary.rejects) > 20:
        output.say(f"… and {len(summary.rejects) - 20} more; after a build `wh sql --csv 'from raw.rejects'` shows all")
    if quiet:
        return
    numbers = f"{output.number(summary.events, 'event')}, {summary.new:,} new, {summary.duplicate:,} duplicate"
    files = f"{output.number(summary.files, 'file')} ({summary.unchanged} unchanged)"
    output.say(f"loaded {files}: {numbers}, {len(summary.rejects):,} rejected")
